/**
 * What a person likes, kept in this browser; shown before the app has come, so that nothing flashes
 * white in a dark room.
 */
import { keep, readKept } from './storage';

/** `auto`: as the phone has it. */
export type Theme = 'auto' | 'light' | 'dark';

export interface Preferences {
  /** 单选 and 判断 go on by themselves. */
  autoNext: boolean;
  /** 20 px instead of 16. */
  large: boolean;
  theme: Theme;
}

const usual: Preferences = { autoNext: true, large: false, theme: 'auto' };
const key = 'preferences';

/** Whether the phone itself is dark. */
export const darkPhone = window.matchMedia('(prefers-color-scheme: dark)');

export function readPreferences(): Preferences {
  return { ...usual, ...readKept<Partial<Preferences>>(key) };
}

export function keepPreferences(preferences: Preferences): void {
  keep(key, preferences);
}

/** Puts type and colours on the page. */
export function showPreferences({ theme, large }: Preferences): void {
  const { dataset } = document.documentElement;
  const isDark = theme === 'dark' || (theme === 'auto' && darkPhone.matches);
  dataset.theme = isDark ? 'dark' : 'light';
  dataset.type = large ? 'large' : 'usual';
}
