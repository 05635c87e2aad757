import { reactive } from 'vue';

import type { Schemas } from '../api/client';
import { keep, readKept } from '../storage';

type Texts = Pick<Schemas['Texts'], 'name' | 'host' | 'hotline' | 'icp'>;

const keyOf = (contest: string) => `texts.${contest}`;
const lastKey = 'contest';

const known = reactive<Record<string, Texts | null>>({});

/** Who runs a contest and whom to call, kept on the phone: they have to stand on a page without a line, too. */
export function contestTexts(contest: string): Texts | null {
  if (!(contest in known)) known[contest] = readKept<Texts>(keyOf(contest));
  return known[contest] ?? null;
}

export function learnTexts(contest: string, { name, host, hotline, icp }: Texts): void {
  known[contest] = { name, host, hotline: hotline ?? null, icp: icp ?? null };
  keep(keyOf(contest), known[contest]);
  keep(lastKey, contest);
}

/** The contest last looked at on this phone. */
export function lastContest(): string | null {
  return readKept<string>(lastKey);
}
