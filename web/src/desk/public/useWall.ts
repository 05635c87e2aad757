import { onMounted, onScopeDispose, ref, shallowRef } from 'vue';

import { api, ask, type Schemas } from '../../api/client';
import { ofThrown, type Failure } from '../../api/failure';

type Snapshot = Schemas['WallView'];

/** A line that has been silent so long is opened anew: it may be dead without saying so. */
const silentMs = 60_000;
/** Where the server refused, it is asked again after this. */
const refusedMs = 5_000;

/** The boards of a contest as they change; since when they stand still, where the line is cut. */
export function useWall(contest: number) {
  const snapshot = shallowRef<Snapshot | null>(null);
  const isCut = ref(false);
  const failure = shallowRef<Failure | null>(null);
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    source?.close();
    source = new EventSource(`/api/v1/contests/${contest}/leaderboards/stream`);
    source.addEventListener('snapshot', (event) => take((event as MessageEvent<string>).data));
    source.onerror = lost;
    again(silentMs);
  }

  function again(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(open, ms);
  }

  function take(data: string): void {
    snapshot.value = JSON.parse(data) as Snapshot;
    isCut.value = false;
    failure.value = null;
    again(silentMs);
  }

  function lost(): void {
    isCut.value = true;
    if (snapshot.value === null) void why();
    // A line that is cut the browser mends by itself; one that is refused it gives up.
    if (source?.readyState === EventSource.CLOSED) again(refusedMs);
  }

  /** An event source does not say why it was refused; the board does. */
  async function why(): Promise<void> {
    try {
      const params = { path: { contest }, query: { limit: 1 } };
      await ask(api.GET('/api/v1/contests/{contest}/leaderboards/units', { params }));
    } catch (thrown) {
      failure.value = ofThrown(thrown);
    }
  }

  onMounted(open);
  onScopeDispose(() => {
    clearTimeout(timer);
    source?.close();
  });

  return { snapshot, isCut, failure, open };
}
