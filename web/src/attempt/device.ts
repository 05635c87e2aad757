import { keep, readKept } from '../storage';

/** This browser's number, 0–15, chosen once at random: it breaks ties between two phones of one person. */
export function deviceNumber(random: () => number = Math.random): number {
  const kept = readKept<number>('device');
  if (kept !== null && Number.isInteger(kept) && kept >= 0 && kept < 16) return kept;
  const chosen = Math.floor(random() * 16);
  keep('device', chosen);
  return chosen;
}
