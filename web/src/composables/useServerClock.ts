/**
 * Store time as this page knows it. The phone's own clock is never believed: every answer of the
 * server that carries its time sets this one, and between answers it runs on the monotonic clock.
 */
import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue';

import { keep, readKept } from '../storage';

/** After so long a worse sample is better than an old one, for phones drift. */
const freshMs = 120_000;

interface Sample {
  /** Store time minus the monotonic clock, in ms. */
  offset: number;
  /** How long the answer took: the offset is known no better than this. */
  roundTripMs: number;
  takenAt: number;
}

/** Until the server has said anything: the phone's clock, as wrong as it was last time. */
let sample: Sample = {
  offset: Date.now() + (readKept<number>('skew') ?? 0) - performance.now(),
  roundTripMs: Infinity,
  takenAt: -Infinity,
};

const known = ref(false);
/** Counts how often the clock was set: who shows the time looks again. */
const set = ref(0);

/** Whether the server has told the time since this page was opened: what cannot be taken back waits for it. */
export const isClockKnown = readonly(known);

/** Store time in ms since 1970. */
export function serverNow(): number {
  return performance.now() + sample.offset;
}

/** Takes the time that the server wrote into an answer to a request sent at `sentAt` (monotonic, ms). */
export function setServerClock(serverTime: string, sentAt: number): void {
  const now = performance.now();
  const roundTripMs = now - sentAt;
  if (roundTripMs > sample.roundTripMs && now - sample.takenAt < freshMs) return;
  sample = { offset: Date.parse(serverTime) + roundTripMs / 2 - now, roundTripMs, takenAt: now };
  set.value += 1;
  known.value = true;
  keep('skew', Math.round(serverNow() - Date.now()));
}

/** How long the way to the server and back took, as far as is known. */
export function roundTripMs(): number {
  return Number.isFinite(sample.roundTripMs) ? sample.roundTripMs : 0;
}

/** Smaller than this is how two clocks differ that both ran. */
const sleptMs = 1_000;

/** Both clocks when the page was last put out of sight. */
let hidden: { wall: number; even: number } | null = null;

/**
 * On many phones the monotonic clock stands still while they sleep. What the phone's own clock went on by
 * meanwhile is taken as passed, until the server says what time it is: no more than to be shown, for that
 * clock may have been set.
 */
document.addEventListener('visibilitychange', () => {
  const now = { wall: Date.now(), even: performance.now() };
  if (document.visibilityState === 'hidden') hidden = now;
  else if (hidden !== null) {
    const slept = now.wall - hidden.wall - (now.even - hidden.even);
    hidden = null;
    if (slept < sleptMs) return;
    sample = { ...sample, offset: sample.offset + slept, roundTripMs: Infinity };
    known.value = false;
    set.value += 1;
  }
});

/** Forgets how good the last sample was: after a sleep the monotonic clock may have stood still. */
export function distrustClock(): void {
  sample = { ...sample, roundTripMs: Infinity };
}

/** The time left until `end()`, in ms, never negative; it changes once a second, as the digits do. */
export function useTimeLeft(end: () => number | null): Readonly<Ref<number>> {
  const left = ref(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    clearTimeout(timer);
    const until = end();
    left.value = until === null ? 0 : Math.max(0, until - serverNow());
    timer = setTimeout(tick, left.value > 0 ? (left.value % 1_000) + 20 : 1_000);
  };
  // At once when the end moves or the clock is set: no time left may be taken for another's end, or for that
  // of a clock that was wrong.
  watch([end, set], tick, { immediate: true, flush: 'sync' });
  onScopeDispose(() => clearTimeout(timer));
  return readonly(left);
}
