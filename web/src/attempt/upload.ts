/** What this browser keeps of a person, sent or forgotten without opening the paper. */
import { api, ask, withToken } from '../api/client';
import { ofThrown } from '../api/failure';
import { deviceNumber } from './device';
import { keptAttempts, shelf, type KeptSheet, type Shelf } from './kept';
import { acknowledge, unsaved, wholeSheet } from './sheet';

/** After these an attempt takes nothing any more: what is kept of it has no use. */
const over = ['attempt_submitted', 'attempt_voided', 'attempt_too_late'];

/** How many answers of a person are only on this phone. */
export function countUnsent(person: number): number {
  return keptAttempts(person).reduce((sum, id) => sum + unsaved(shelf(person, id).readSheet()?.sheet ?? []).length, 0);
}

/**
 * Sends what the server has not confirmed. Throws where it cannot be sent; then it is kept as it was. Answers
 * whether a paper was over by that.
 */
export async function uploadKept(person: number): Promise<boolean> {
  let isOver = false;
  for (const attempt of keptAttempts(person)) {
    const kept = shelf(person, attempt);
    const sheet = kept.readSheet();
    if (sheet === null) continue;
    // A paper that this browser had no room for: the session's token has to do.
    const token = kept.readPaper()?.token ?? null;
    try {
      if (sheet.handingIn) {
        await handIn(attempt, token, sheet);
        kept.clear();
        isOver = true;
      } else if (unsaved(sheet.sheet).length > 0) {
        await save(attempt, token, kept);
      }
    } catch (thrown) {
      const failure = ofThrown(thrown);
      if (!over.includes(failure.code)) throw failure;
      kept.clear();
      isOver = true;
    }
  }
  return isOver;
}

export function clearKept(person: number): void {
  keptAttempts(person).forEach((attempt) => shelf(person, attempt).clear());
}

async function save(attempt: string, token: string | null, kept: Shelf): Promise<void> {
  const answers = unsaved(kept.readSheet()?.sheet ?? []);
  const body = { device: deviceNumber(), answers };
  const call = api.PUT('/api/v1/attempts/{attempt}/answers', { params: { path: { attempt } }, ...asOwner(token), body });
  const { newer } = await ask(call);
  // The paper may have been opened and gone on with meanwhile.
  const now = kept.readSheet();
  if (now !== null) kept.keepSheet({ ...now, sheet: acknowledge(now.sheet, answers, newer) });
}

async function handIn(attempt: string, token: string | null, { sheet }: KeptSheet): Promise<void> {
  const body = { device: deviceNumber(), answers: wholeSheet(sheet) };
  const params = { path: { attempt } };
  await ask(api.POST('/api/v1/attempts/{attempt}/submission', { params, ...asOwner(token), body }));
}

const asOwner = (token: string | null) => (token === null ? {} : withToken(token));
