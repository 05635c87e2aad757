/**
 * Something that is fetched to be shown: its content, or why it did not come, or how long one has
 * been waiting — nothing for 300 ms, then its shape, after 5 s in words, after 15 s with what to do.
 */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

import { ofThrown, type Failure } from '../api/failure';

/** How long somebody has been waiting. */
export type Patience = 'none' | 'shape' | 'words' | 'help';

const steps: [number, Patience][] = [
  [300, 'shape'],
  [5_000, 'words'],
  [15_000, 'help'],
];

export interface Load<T> {
  readonly data: ShallowRef<T | null>;
  readonly failure: ShallowRef<Failure | null>;
  readonly patience: Ref<Patience>;
  /** Fetches again; what was there stays until the new content is. */
  load(): Promise<void>;
}

export function useLoad<T>(fetchIt: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null) as ShallowRef<T | null>;
  const failure = shallowRef<Failure | null>(null);
  const patience = ref<Patience>('none');
  let timers: ReturnType<typeof setTimeout>[] = [];
  let latest = 0;

  function settle(): void {
    timers.forEach(clearTimeout);
    timers = [];
    patience.value = 'none';
  }

  async function load(): Promise<void> {
    const mine = ++latest;
    settle();
    if (data.value === null) {
      failure.value = null;
      timers = steps.map(([ms, step]) => setTimeout(() => (patience.value = step), ms));
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
    settle();
  }

  onScopeDispose(() => {
    latest += 1;
    settle();
  });
  return { data, failure, patience, load };
}
