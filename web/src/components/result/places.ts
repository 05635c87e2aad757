import type { Schemas } from '../../api/client';
import { resultText } from '../../text/result';

export interface Place {
  unit: number;
  name: string;
  rank: number;
  of: number;
}

/** One's places from the unit outwards, that among all last. */
export function placesOf(ranks: Schemas['RanksView'] | null | undefined): Place[] {
  if (!ranks) return [];
  return [...[...ranks.units].reverse(), { unit: 0, name: resultText.contest, ...ranks.contest }];
}
