/**
 * An open paper as this browser keeps it, by account and attempt: so that one phone may serve two
 * people, and neither sees the other's answers.
 */
import type { Schemas } from '../api/client';
import { forget, keep, keptKeys, onKeptElsewhere, readKept } from '../storage';
import type { Sheet } from './sheet';

/** What does not change while the attempt is open. */
export type KeptPaper = Pick<Schemas['AttemptView'], 'attempt' | 'deadline'> &
  Pick<Schemas['OpenView'], 'token' | 'paper'>;

/** What changes with every tap. */
export interface KeptSheet {
  sheet: Sheet;
  /** Positions that were flagged (标记). */
  flags: number[];
  /** The position last looked at. */
  at: number;
  /** Whether the person has decided to hand in. */
  handingIn: boolean;
}

/** Where an attempt of a person is kept. */
export interface Shelf {
  readPaper(): KeptPaper | null;
  readSheet(): KeptSheet | null;
  keepPaper(paper: KeptPaper): boolean;
  keepSheet(sheet: KeptSheet): boolean;
  /** Once it is handed in. */
  clear(): void;
  onChangeElsewhere(changed: () => void): () => void;
}

export function shelf(person: number, attempt: string): Shelf {
  const paperKey = `paper.${person}.${attempt}`;
  const sheetKey = `sheet.${person}.${attempt}`;
  return {
    readPaper: () => readKept<KeptPaper>(paperKey),
    readSheet: () => readKept<KeptSheet>(sheetKey),
    keepPaper: (paper) => keep(paperKey, paper),
    keepSheet: (sheet) => keep(sheetKey, sheet),
    clear() {
      forget(sheetKey);
      forget(paperKey);
    },
    onChangeElsewhere: (changed) => onKeptElsewhere(sheetKey, changed),
  };
}

/** The attempts of a person that this browser keeps. */
export function keptAttempts(person: number): string[] {
  const start = `sheet.${person}.`;
  return keptKeys(start).map((key) => key.slice(start.length));
}
