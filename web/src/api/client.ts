/** The API: typed by its OpenAPI document, signed in where somebody is, impatient after 15 s. */
import createClient from 'openapi-fetch';

import { takeEarly } from './early';
import { ofResponse, ofThrown } from './failure';
import { hurried, usualPatienceMs } from './hurry';
import type { components, paths } from './schema';
import { bearer, renewed, session } from './session';

export type Schemas = components['schemas'];

const scheme = 'Bearer ';

export const api = client(usualPatienceMs);

/** The API with another patience, for what takes its time: imports and files. */
export function client(patienceMs: number) {
  // Both are given, since the library would look for them on globalThis, which Chrome 69 lacks.
  return createClient<paths>({ fetch: (request) => send(request, patienceMs), Request: window.Request });
}

/** The answer's content; throws a Failure where there is none. */
export async function ask<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return data as T;
    throw ofResponse(response, error);
  } catch (thrown) {
    throw ofThrown(thrown);
  }
}

/** Headers of somebody who answers: the attempt's own token outlives the session. */
export function withToken(token: string): { headers: { Authorization: string } } {
  return { headers: { Authorization: scheme + token } };
}

async function send(request: Request, patienceMs: number): Promise<Response> {
  // With the attempt's own token, then the session's, then a fresh one.
  const again = [request.clone(), request.clone()];
  const asker = session.value?.person.id;
  let token = tokenOf(request) ?? bearer();
  let response = await hurried(takeEarly(request) ?? fetch(signed(request, token)), patienceMs);
  for (const copy of again) {
    if (response.status !== 401 || isAboutTokens(request)) break;
    token = await renewed(token);
    // What one person asked for is not asked again in the name of another.
    if (token === null || session.value?.person.id !== asker) break;
    response = await hurried(fetch(signed(copy, token)), patienceMs);
  }
  return response;
}

/** A 401 there is the answer, not a stale token. */
function isAboutTokens(request: Request): boolean {
  return request.url.includes('/api/v1/auth/');
}

function tokenOf(request: Request): string | null {
  const header = request.headers.get('Authorization');
  return header === null ? null : header.slice(scheme.length);
}

function signed(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('Authorization', scheme + token);
  return request;
}
