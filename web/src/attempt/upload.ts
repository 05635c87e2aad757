/** What this browser keeps of a person, sent or forgotten without opening the paper. */
import { api, ask, withToken } from '../api/client';
import { ofThrown } from '../api/failure';
import { deviceNumber } from './device';
import { keptAttempts, shelf, type KeptPaper, type KeptSheet } from './kept';
import { acknowledge, unsaved, wholeSheet } from './sheet';

/** After these an attempt takes nothing any more: what is kept of it has no use. */
const over = ['attempt_submitted', 'attempt_voided', 'attempt_too_late'];

/** How many answers of a person are only on this phone. */
export function countUnsent(person: number): number {
  return keptAttempts(person).reduce((sum, id) => sum + unsaved(shelf(person, id).readSheet()?.sheet ?? []).length, 0);
}

/** Sends what the server has not confirmed. Throws where it cannot be sent; then it is kept as it was. */
export async function uploadKept(person: number): Promise<void> {
  for (const attempt of keptAttempts(person)) {
    const kept = shelf(person, attempt);
    const [paper, sheet] = [kept.readPaper(), kept.readSheet()];
    if (paper === null || sheet === null) continue;
    try {
      if (sheet.handingIn) {
        await handIn(paper, sheet);
        kept.clear();
      } else if (unsaved(sheet.sheet).length > 0) {
        kept.keepSheet(await save(paper, sheet));
      }
    } catch (thrown) {
      const failure = ofThrown(thrown);
      if (!over.includes(failure.code)) throw failure;
      kept.clear();
    }
  }
}

export function clearKept(person: number): void {
  keptAttempts(person).forEach((attempt) => shelf(person, attempt).clear());
}

async function save({ attempt, token }: KeptPaper, before: KeptSheet): Promise<KeptSheet> {
  const answers = unsaved(before.sheet);
  const body = { device: deviceNumber(), answers };
  const { newer } = await ask(
    api.PUT('/api/v1/attempts/{attempt}/answers', { params: { path: { attempt } }, ...withToken(token), body }),
  );
  return { ...before, sheet: acknowledge(before.sheet, answers, newer) };
}

async function handIn({ attempt, token }: KeptPaper, { sheet }: KeptSheet): Promise<void> {
  const body = { device: deviceNumber(), answers: wholeSheet(sheet) };
  await ask(api.POST('/api/v1/attempts/{attempt}/submission', { params: { path: { attempt } }, ...withToken(token), body }));
}
