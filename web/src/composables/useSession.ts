import { computed } from 'vue';

import { api, ask, withToken, type Schemas } from '../api/client';
import { beginSession, endSession, session } from '../api/session';
import { deviceNumber } from '../attempt/device';
import { keptAttempts, shelf } from '../attempt/kept';
import { unsaved } from '../attempt/sheet';

/** Who is signed in, and the ways in and out. */
export function useSession() {
  const person = computed(() => session.value?.person ?? null);

  async function signIn(input: Schemas['LoginInput']): Promise<void> {
    beginSession(await ask(api.POST('/api/v1/auth/login', { body: input })));
  }

  /** Registers and signs in at once: the answer to a registration tells nothing. */
  async function register(input: Schemas['RegisterInput']): Promise<void> {
    await ask(api.POST('/api/v1/auth/register', { body: input }));
    const { unit, employee_number, password } = input;
    await signIn({ unit, employee_number, password });
  }

  /**
   * Sends what this phone keeps of the person and forgets it, for the phone may be another's next.
   * Throws where it cannot be sent: then one is still signed in, and nothing is lost.
   */
  async function signOut(): Promise<void> {
    if (session.value === null) return;
    const { refresh_token, person: who } = session.value;
    await upload(who.id);
    // Where this is lost, the session still ends here, and on the server when it has slept too long.
    await ask(api.POST('/api/v1/auth/logout', { body: { refresh_token } })).catch(() => undefined);
    endSession();
  }

  return { person, signIn, register, signOut };
}

async function upload(person: number): Promise<void> {
  for (const attempt of keptAttempts(person)) {
    const kept = shelf(person, attempt);
    const answers = unsaved(kept.readSheet()?.sheet ?? []);
    const token = kept.readPaper()?.token;
    if (answers.length > 0 && token !== undefined) {
      const body = { device: deviceNumber(), answers };
      const call = api.PUT('/api/v1/attempts/{attempt}/answers', { params: { path: { attempt } }, ...withToken(token), body });
      await ask(call);
    }
    kept.clear();
  }
}
