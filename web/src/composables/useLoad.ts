/** Something that is fetched to be shown: its content, or why it did not come, or how long one has been waiting. */
import { onScopeDispose, shallowRef, type Ref, type ShallowRef } from 'vue';

import { ofThrown, type Failure } from '../api/failure';
import { startWait, type Patience } from './patience';

export interface Load<T> {
  readonly data: ShallowRef<T | null>;
  readonly failure: ShallowRef<Failure | null>;
  readonly patience: Ref<Patience>;
  /** Fetches again; what was there stays until the new content is. */
  load(): Promise<void>;
  /** Fetches something else: what was there goes at once. */
  restart(): Promise<void>;
}

export function useLoad<T>(fetchIt: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null) as ShallowRef<T | null>;
  const failure = shallowRef<Failure | null>(null);
  const wait = startWait();
  let latest = 0;

  async function load(): Promise<void> {
    const mine = ++latest;
    wait.end();
    if (data.value === null) {
      failure.value = null;
      wait.begin();
    }
    try {
      const fetched = await fetchIt();
      if (mine !== latest) return;
      data.value = fetched;
      failure.value = null;
    } catch (thrown) {
      if (mine !== latest) return;
      failure.value = ofThrown(thrown);
    }
    wait.end();
  }

  function restart(): Promise<void> {
    data.value = null;
    return load();
  }

  onScopeDispose(() => {
    latest += 1;
    wait.end();
  });
  return { data, failure, patience: wait.patience, load, restart };
}
