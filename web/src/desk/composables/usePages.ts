import { computed, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

import { ofThrown, type Failure } from '../../api/failure';
import { useLoad, type Load } from '../../composables/useLoad';

export interface Page<Line, Cursor> {
  lines: Line[];
  next: Cursor | null;
}

export interface Pages<Line> {
  readonly first: Load<Line[]>;
  readonly lines: ShallowRef<Line[]>;
  readonly hasMore: Ref<boolean>;
  readonly busy: Ref<boolean>;
  readonly failure: ShallowRef<Failure | null>;
  /** From the first page anew. */
  load(): Promise<void>;
  /** Another list: what was there goes at once. */
  restart(): Promise<void>;
  more(): Promise<void>;
}

/** A list that comes page by page, each below the one before. */
export function usePages<Line, Cursor>(fetchPage: (cursor: Cursor | null) => Promise<Page<Line, Cursor>>): Pages<Line> {
  const rest = shallowRef<Line[]>([]) as ShallowRef<Line[]>;
  const next = shallowRef<Cursor | null>(null);
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  /** The last list asked for, and how many have come. */
  let asked = 0;
  let run = 0;

  const first = useLoad(async () => {
    const mine = ++asked;
    const page = await fetchPage(null);
    if (mine === asked) {
      rest.value = [];
      next.value = page.next;
      run += 1;
    }
    return page.lines;
  });

  async function more(): Promise<void> {
    if (next.value === null || busy.value) return;
    const mine = run;
    busy.value = true;
    failure.value = null;
    try {
      const page = await fetchPage(next.value);
      if (mine !== run) return;
      rest.value = rest.value.concat(page.lines);
      next.value = page.next;
    } catch (thrown) {
      failure.value = ofThrown(thrown);
    } finally {
      busy.value = false;
    }
  }

  function restart(): Promise<void> {
    rest.value = [];
    next.value = null;
    run += 1;
    return first.restart();
  }

  const lines = computed(() => (first.data.value ?? []).concat(rest.value));
  const hasMore = computed(() => next.value !== null);
  return { first, lines, hasMore, busy, failure, load: first.load, restart, more };
}
