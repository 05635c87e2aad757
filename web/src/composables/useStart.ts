import { computed } from 'vue';

import { api, ask, type Schemas } from '../api/client';
import { session } from '../api/session';
import { forget, keep, readKept } from '../storage';
import { setServerClock } from './useServerClock';

/**
 * Starts an attempt. The id of the wish is kept until it is answered: when the answer is lost on the
 * way, asking again gives the same paper and costs no attempt.
 */
export function useStart(contest: string) {
  const key = computed(() => `start.${session.value?.person.id}.${contest}`);

  async function start(): Promise<Schemas['AttemptView']> {
    const start_id = readKept<string>(key.value) ?? newStartId();
    keep(key.value, start_id);
    const sentAt = performance.now();
    const params = { path: { contest: Number(contest) } };
    const view = await ask(api.POST('/api/v1/contests/{contest}/attempts', { params, body: { start_id } }));
    setServerClock(view.server_time, sentAt);
    forget(key.value);
    return view;
  }

  return { start };
}

/** 128 random bits in hexadecimal. */
function newStartId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
