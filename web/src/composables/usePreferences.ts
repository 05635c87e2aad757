import { reactive, watch } from 'vue';

import { darkPhone, keepPreferences, readPreferences, showPreferences, type Preferences } from '../preferences';

const preferences = reactive(readPreferences());

watch(preferences, (now) => {
  keepPreferences(now);
  showPreferences(now);
});
// The newer way to listen is unknown to Safari 12.
darkPhone.addListener(() => showPreferences(preferences));

/** The same for all who ask: a change shows at once and is remembered. */
export function usePreferences(): Preferences {
  return preferences;
}
