import { reactive, watch } from 'vue';

import { keep, readKept } from '../storage';

/** What a person likes, kept in this browser. */
export interface Preferences {
  /** 单选 and 判断 go on by themselves. */
  autoNext: boolean;
  /** 20 px instead of 16. */
  large: boolean;
  /** As the phone has it, until the person says otherwise. */
  dark: boolean;
}

const usual: Preferences = {
  autoNext: true,
  large: false,
  dark: window.matchMedia('(prefers-color-scheme: dark)').matches,
};
const names = Object.keys(usual) as (keyof Preferences)[];
const keyOf = (name: keyof Preferences) => `preference.${name}`;

const preferences = reactive<Preferences>({ ...usual });
for (const name of names) {
  preferences[name] = readKept<boolean>(keyOf(name)) ?? usual[name];
  watch(
    () => preferences[name],
    (value) => {
      keep(keyOf(name), value);
      showPreferences();
    },
  );
}

/** The same for all who ask: a change shows at once and is remembered. */
export function usePreferences(): Preferences {
  return preferences;
}

/** Puts type and colours on the page; called once before the first page is shown. */
export function showPreferences(): void {
  const { dataset } = document.documentElement;
  dataset.theme = preferences.dark ? 'dark' : 'light';
  dataset.type = preferences.large ? 'large' : 'usual';
}
