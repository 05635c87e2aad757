import { computed } from 'vue';

import { api, ask, type Schemas } from '../api/client';
import { beginSession, endSession, session } from '../api/session';
import { clearKept, uploadKept } from '../attempt/upload';

/** Who is signed in, and the ways in and out. */
export function useSession() {
  const person = computed(() => session.value?.person ?? null);
  /** Whether they look after something, as organizer or liaison. */
  const isOfficial = computed(() => session.value?.official ?? false);

  /** Whoever was signed in before on this phone loses nothing: what they left here is sent if it can be. */
  async function signIn(input: Schemas['LoginInput']): Promise<void> {
    const before = person.value;
    const signedIn = await ask(api.POST('/api/v1/auth/login', { body: input }));
    if (before !== null && before.id !== signedIn.person.id) await uploadKept(before.id).catch(() => undefined);
    const { organizer_of_all, organizer, liaison } = signedIn.roles;
    beginSession({ ...signedIn, official: organizer_of_all || organizer.length + liaison.length > 0 });
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
    await uploadKept(session.value.person.id);
    await leave();
  }

  /** Signs out although there may be answers that could not be sent: they are gone then. */
  async function leave(): Promise<void> {
    if (session.value === null) return;
    const { refresh_token, person: who } = session.value;
    // Where this is lost, the session still ends here, and on the server when it has slept too long.
    const told = ask(api.POST('/api/v1/auth/logout', { body: { refresh_token } })).catch(() => undefined);
    await Promise.race([told, new Promise((done) => setTimeout(done, logoutMs))]);
    // In this order another tab with the paper open knows why it went.
    endSession();
    clearKept(who.id);
  }

  return { person, isOfficial, signIn, register, signOut, leave };
}

/** Nobody waits longer to be signed out. */
const logoutMs = 3_000;
