/**
 * Store time as this page knows it. The phone's own clock is never believed: every answer of the
 * server that carries its time sets this one, and between answers it runs on the monotonic clock.
 */
import { onScopeDispose, readonly, ref, type Ref } from 'vue';

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
  keep('skew', Math.round(serverNow() - Date.now()));
}

/** Forgets how good the last sample was: after a sleep the monotonic clock may have stood still. */
export function distrustClock(): void {
  sample = { ...sample, roundTripMs: Infinity };
}

/** The time left until `end()`, in ms, never negative; it changes once a second, as the digits do. */
export function useTimeLeft(end: () => number | null): Readonly<Ref<number>> {
  const left = ref(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    const until = end();
    left.value = until === null ? 0 : Math.max(0, until - serverNow());
    timer = setTimeout(tick, (left.value % 1_000) + 20 || 1_000);
  };
  tick();
  onScopeDispose(() => clearTimeout(timer));
  return readonly(left);
}
