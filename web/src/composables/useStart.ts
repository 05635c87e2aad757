import { api, ask, type Schemas } from '../api/client';
import { session } from '../api/session';
import { newWishId } from '../api/wishId';
import { forget, keep, readKept } from '../storage';
import { setServerClock } from './useServerClock';

/**
 * Starts an attempt. The id of the wish is kept until it is answered: when the answer is lost on the
 * way, asking again gives the same paper and costs no attempt.
 */
export function useStart(contest: string) {
  const params = { path: { contest: Number(contest) } };

  async function start(): Promise<Schemas['AttemptView']> {
    const key = keyOf(session.value?.person.id, contest);
    const start_id = readKept<string>(key) ?? newWishId();
    keep(key, start_id);
    const sentAt = performance.now();
    const view = await ask(api.POST('/api/v1/contests/{contest}/attempts', { params, body: { start_id } }));
    setServerClock(view.server_time, sentAt);
    forget(key);
    // The wish was an old one, whose paper was found and handed in another way: now a new one is wished for.
    return view.state === 'submitted' ? start() : view;
  }

  return { start };
}

/** The wish has had its paper. */
export function forgetStart(person: number, contest: string): void {
  forget(keyOf(person, contest));
}

const keyOf = (person: number | undefined, contest: string) => `start.${person}.${contest}`;

