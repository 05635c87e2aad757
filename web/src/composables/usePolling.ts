import { onScopeDispose } from 'vue';

/** A board is looked at again this often; a part of it at random, so that phones do not keep step. */
const usualMs = 8_000;
const spreadMs = 4_000;

/** Calls `again` every ten seconds or so, or as often as is said, while the page can be seen. */
export function usePolling(again: () => Promise<void>, everyMs = usualMs): void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    timer = setTimeout(async () => {
      if (document.visibilityState === 'visible') await again();
      wait();
    }, everyMs + spreadMs * Math.random());
  };
  wait();
  onScopeDispose(() => clearTimeout(timer));
}
