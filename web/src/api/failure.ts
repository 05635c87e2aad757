import { failureText } from '../text/failure';
import type { components } from './schema';

/** What the server says went wrong: problem+json. */
type Problem = components['schemas']['Problem'];

/** Why an answer did not come, in words that can be shown: what happened, and what to do. */
export class Failure extends Error {
  constructor(
    /** The server's code, or `unreachable`, `too_slow`, `unreadable`. */
    readonly code: string,
    readonly title: string,
    readonly cure: string,
    /** 0 where nothing was answered. */
    readonly status: number,
    readonly problem: Problem | null = null,
    /** How long the server asks to wait, in ms. */
    readonly retryAfterMs = 0,
  ) {
    super(title);
  }

  /** Whether the same request may succeed later. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 401 || this.status === 429 || this.status >= 500;
  }
}

export function ofResponse(response: Response, body: unknown): Failure {
  const retryAfterMs = 1_000 * Number(response.headers.get('Retry-After') ?? 0) || 0;
  if (isProblem(body)) {
    const title = body.detail ? `${body.title}：${body.detail}` : body.title;
    return new Failure(body.code, title, body.cure, response.status, body, retryAfterMs);
  }
  const { title, cure } = failureText.unreadable;
  return new Failure('unreadable', title, cure, response.status, null, retryAfterMs);
}

export function ofThrown(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const { title, cure } = failureText.unreachable;
  return new Failure('unreachable', title, cure, 0);
}

export function tooSlow(): Failure {
  const { title, cure } = failureText.tooSlow;
  return new Failure('too_slow', title, cure, 0);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'cure' in body;
}
