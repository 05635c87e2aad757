import { reactive, watch } from 'vue';

import { keep, readKept } from '../storage';

/** `auto`: as the phone has it. */
export type Theme = 'auto' | 'light' | 'dark';

/** What a person likes, kept in this browser. */
export interface Preferences {
  /** 单选 and 判断 go on by themselves. */
  autoNext: boolean;
  /** 20 px instead of 16. */
  large: boolean;
  theme: Theme;
}

const usual: Preferences = { autoNext: true, large: false, theme: 'auto' };
const key = 'preferences';

const preferences = reactive<Preferences>({ ...usual, ...readKept<Partial<Preferences>>(key) });
const phone = window.matchMedia('(prefers-color-scheme: dark)');

watch(preferences, (now) => {
  keep(key, now);
  showPreferences();
});

/** The same for all who ask: a change shows at once and is remembered. */
export function usePreferences(): Preferences {
  return preferences;
}

/** Puts type and colours on the page; called once before the first page is shown. */
export function showPreferences(): void {
  const { dataset } = document.documentElement;
  const isDark = preferences.theme === 'dark' || (preferences.theme === 'auto' && phone.matches);
  dataset.theme = isDark ? 'dark' : 'light';
  dataset.type = preferences.large ? 'large' : 'usual';
}

// The newer way to listen is unknown to Safari 12.
phone.addListener(showPreferences);
