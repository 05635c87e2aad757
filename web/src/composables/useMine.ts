import { computed } from 'vue';

import { api, ask, type Schemas } from '../api/client';
import { session } from '../api/session';
import { useLoad, type Load } from './useLoad';

/** One's own place in a contest; null for who is not signed in. */
export function useMine(contest: string): Load<Schemas['MineView'] | null> {
  const params = { path: { contest: Number(contest) } };
  return useLoad(async () => {
    if (session.value === null) return null;
    return ask(api.GET('/api/v1/contests/{contest}/me', { params }));
  });
}

/** The nodes that somebody may want to look at: all, and those they stand in, from the outside in. */
export function useScopes(mine: Load<Schemas['MineView'] | null>) {
  return computed(() => (mine.data.value?.ranks?.units ?? []).map(({ unit, name }) => ({ unit, name })));
}
