/**
 * What home will ask for, asked while the app is still on its way: on a slow line the answers are
 * there when it is. Small, and used by no more than the very first page.
 */
import { readKept } from '../storage';

const asked = new Map<string, Promise<Response>>();

/** Begins with what the address says will be needed. */
export function askEarly(): void {
  const [, contest] = /^\/c\/(\d+)$/.exec(window.location.pathname) ?? [];
  if (contest === undefined) return;
  const path = `/api/v1/contests/${contest}`;
  ask(path, {});
  const token = readKept<{ access_token: string }>('session')?.access_token;
  if (token !== undefined) ask(`${path}/me`, { Authorization: `Bearer ${token}` });
}

function ask(path: string, headers: Record<string, string>): void {
  const answer = fetch(path, { headers });
  // Whoever takes it hears of a failure; nobody may.
  answer.catch(() => undefined);
  asked.set(path, answer);
}

/** The answer to such a request, once; null where it was not asked for. */
export function takeEarly({ method, url }: Request): Promise<Response> | null {
  const { pathname, search } = new URL(url);
  const answer = method === 'GET' && search === '' ? asked.get(pathname) : undefined;
  asked.delete(pathname);
  return answer ?? null;
}
