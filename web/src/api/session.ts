/**
 * Who is signed in on this browser, and the tokens. One refresh at a time, whoever asks; another tab's
 * refresh serves this one too.
 */
import { ref } from 'vue';

import { ofResponse } from './failure';
import { hurried } from './hurry';
import { forget, keep, onKeptElsewhere, readKept } from '../storage';
import type { components } from './schema';

type Schemas = components['schemas'];

/** A sign-in as it is kept. */
export interface Session extends Pick<Schemas['SignedInView'], 'access_token' | 'refresh_token' | 'person'> {
  /** Whether they looked after something, as organizer or liaison, when they signed in. */
  official?: boolean;
}

const key = 'session';
const refreshPath = '/api/v1/auth/refresh';

/** Null where nobody is signed in. */
export const session = ref<Session | null>(readKept<Session>(key));
onKeptElsewhere(key, () => (session.value = readKept<Session>(key)));

export function beginSession({ access_token, refresh_token, person, official = false }: Session): void {
  session.value = { access_token, refresh_token, person, official };
  keep(key, session.value);
}

/** The person's unit as the server says it is now: it may have been changed since the sign-in. */
export function learnUnit(unit: Schemas['UnitRef']): void {
  if (session.value === null || session.value.person.unit?.id === unit.id) return;
  beginSession({ ...session.value, person: { ...session.value.person, unit } });
}

export function endSession(): void {
  session.value = null;
  forget(key);
}

export function bearer(): string | null {
  return session.value?.access_token ?? null;
}

let renewing: Promise<string | null> | null = null;

/** A token instead of `refused`; null where one has to sign in again. */
export function renewed(refused: string | null): Promise<string | null> {
  const current = bearer();
  if (current === null || current !== refused) return Promise.resolve(current);
  renewing ??= renew().finally(() => (renewing = null));
  return renewing;
}

async function renew(): Promise<string | null> {
  if (session.value === null) return null;
  const { refresh_token, person } = session.value;
  const headers = { 'Content-Type': 'application/json' };
  const response = await hurried(fetch(refreshPath, { method: 'POST', headers, body: JSON.stringify({ refresh_token }) }));
  const body: unknown = await (response.ok ? response.json() : response.json().catch(() => null));
  const now: Session | null = session.value;
  // Meanwhile one may have signed out, somebody else in, or another tab been quicker: nothing of theirs is touched.
  if (now?.refresh_token !== refresh_token) return now?.person.id === person.id ? now.access_token : null;
  if (response.status === 401 || response.status === 403) {
    endSession();
    return null;
  }
  // Anything else says nothing about the session: it stays, and the request fails as this did.
  if (!response.ok) throw ofResponse(response, body);
  const tokens = body as Schemas['TokensView'];
  beginSession({ ...now, ...tokens });
  return tokens.access_token;
}
