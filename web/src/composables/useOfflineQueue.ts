/**
 * Sends in the background, one request at a time, until nothing is left to send; comes again after a
 * failure, later each time. What is to be sent stays with its owner: here is only the patience.
 */
import { onScopeDispose, readonly, ref, shallowRef, type Ref } from 'vue';

import type { Failure } from '../api/failure';
import { ofThrown } from '../api/failure';
import { backoffMs } from '../attempt/backoff';

/** One request, or null where nothing is left to be sent. */
export type NextJob = () => (() => Promise<void>) | null;

export interface OfflineQueue {
  /** `waiting`: the last try failed and the next is yet to come. `stuck`: it will not pass. */
  readonly state: Readonly<Ref<'idle' | 'sending' | 'waiting' | 'stuck'>>;
  /** Why the last try failed; null since one passed. */
  readonly failure: Readonly<Ref<Failure | null>>;
  /** There is something new to send. */
  nudge(): void;
  /** Sends now, whatever is under way or being waited for. */
  hurry(): void;
}

export function useOfflineQueue(next: NextJob, random: () => number = Math.random): OfflineQueue {
  const state = ref<'idle' | 'sending' | 'waiting' | 'stuck'>('idle');
  const failure = shallowRef<Failure | null>(null);
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A run that has been overtaken by a hurried one no longer decides anything.
  let run = 0;

  async function work(): Promise<void> {
    const mine = ++run;
    clearTimeout(timer);
    for (let job = next(); job !== null; job = next()) {
      state.value = 'sending';
      try {
        await job();
        if (mine !== run) return;
        failures = 0;
        failure.value = null;
      } catch (thrown) {
        if (mine === run) comeAgain(ofThrown(thrown));
        return;
      }
    }
    state.value = 'idle';
  }

  function comeAgain(why: Failure): void {
    failure.value = why;
    if (!why.mayPass) {
      state.value = 'stuck';
      return;
    }
    failures += 1;
    state.value = 'waiting';
    timer = setTimeout(work, backoffMs(failures, random, why.retryAfterMs));
  }

  function nudge(): void {
    if (state.value === 'idle' || state.value === 'stuck') void work();
  }

  function hurry(): void {
    failures = 0;
    void work();
  }

  const backOnline = () => {
    // A server that asked to wait is left alone: its trouble is not the line.
    if (state.value === 'waiting' && !failure.value?.retryAfterMs) hurry();
  };
  window.addEventListener('online', backOnline);
  onScopeDispose(() => {
    run += 1;
    clearTimeout(timer);
    window.removeEventListener('online', backOnline);
  });

  return { state: readonly(state), failure: failure as Readonly<Ref<Failure | null>>, nudge, hurry };
}
