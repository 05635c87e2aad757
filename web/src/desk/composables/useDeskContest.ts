import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue';

import { api, ask, type Schemas } from '../../api/client';
import { ofThrown } from '../../api/failure';
import { fetchContest, type Contest } from '../../composables/useContest';
import { useLoad, type Load } from '../../composables/useLoad';

/** A contest, with its settings for those who run it. */
export interface DeskContest {
  contest: Contest;
  /** Null for those who look after people of it, and do not run it. */
  managed: Schemas['ManagedView'] | null;
}

export interface CurrentContest {
  readonly contest: ComputedRef<Contest>;
  readonly managed: ComputedRef<Schemas['ManagedView'] | null>;
  /** Whether who is signed in may change it. */
  readonly runs: ComputedRef<boolean>;
  reload(): Promise<void>;
}

const key: InjectionKey<CurrentContest> = Symbol('contest');

/** Loads a contest for the pages below. */
export function provideDeskContest(contest: string, asOrganizer: boolean): Load<DeskContest> {
  const loading = useLoad(async () => ({
    contest: await fetchContest(contest),
    managed: asOrganizer ? await settingsOf(contest) : null,
  }));
  const loaded = (): DeskContest => {
    if (loading.data.value === null) throw new Error('pages of a contest are shown once it is loaded');
    return loading.data.value;
  };
  provide(key, {
    contest: computed(() => loaded().contest),
    managed: computed(() => loaded().managed),
    runs: computed(() => loaded().managed !== null),
    reload: loading.load,
  });
  return loading;
}

/** The contest whose pages one is on. */
export function useDeskContest(): CurrentContest {
  const current = inject(key);
  if (current === undefined) throw new Error('a page of a contest stands outside its frame');
  return current;
}

/** Null where it is another organizer's. */
async function settingsOf(contest: string): Promise<Schemas['ManagedView'] | null> {
  const params = { path: { contest: Number(contest) } };
  try {
    return await ask(api.GET('/api/v1/contests/{contest}/settings', { params }));
  } catch (thrown) {
    const failure = ofThrown(thrown);
    if (failure.code === 'not_allowed' || failure.code === 'not_found') return null;
    throw failure;
  }
}
