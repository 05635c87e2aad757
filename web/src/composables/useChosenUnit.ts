import { ref, shallowRef, watch, type Ref } from 'vue';

import type { Schemas } from '../api/client';
import { session } from '../api/session';
import { keep, readKept } from '../storage';

export type ChosenUnit = Pick<Schemas['UnitRef'], 'id' | 'name' | 'path'>;

/** The unit that somebody on this phone chose last in a contest: registering and signing in ask for it. */
export function useChosenUnit(contest: string): { chosen: Ref<ChosenUnit | null>; choose(unit: ChosenUnit): void } {
  const key = `unit.${contest}`;
  const chosen = ref(readKept<ChosenUnit>(key));
  return {
    chosen,
    choose({ id, name, path }) {
      chosen.value = { id, name, path };
      keep(key, chosen.value);
    },
  };
}

/** The unit that somebody signed in would rather belong to, between the page where it is found and where it is asked for. */
export const wishedUnit = shallowRef<ChosenUnit | null>(null);
// It is nobody else's wish.
watch(
  () => session.value?.person.id,
  () => (wishedUnit.value = null),
  { flush: 'sync' },
);
