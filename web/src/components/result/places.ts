import type { Schemas } from '../../api/client';
import { resultText } from '../../text/result';

export interface Place {
  unit: number;
  name: string;
  rank: number;
  of: number;
}

/** One's places from the unit outwards, that among all last: instead of a region's that is all of the contest. */
export function placesOf(ranks: Schemas['RanksView'] | null | undefined): Place[] {
  if (!ranks) return [];
  const { contest } = ranks;
  const parts = ranks.units.filter(({ of }, at) => of < contest.of || at === ranks.units.length - 1);
  return [...parts.reverse(), { unit: 0, name: resultText.contest, ...contest }];
}
