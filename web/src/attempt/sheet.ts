/**
 * The sheet as one browser holds it: what was answered to each question, and what the server has.
 *
 * Pure functions; each answers with a new sheet. The server merges by `n`, and so does this: the next
 * `n` of a question is the highest seen and one more, wherever it was seen.
 */
import type { Schemas } from '../api/client';

type AnswerView = Schemas['AnswerView'];
type AnswerInput = Schemas['AnswerInput'];

/** The answer to one question. */
export interface Mark {
  /** Letters in the order of the alphabet; null where it was cleared. */
  readonly answer: string | null;
  /** How many times it has been set; 0 where it never was. */
  readonly n: number;
  /** Whether the server said that it has it. */
  readonly saved: boolean;
}

/** By the question's position in the paper, from 0. */
export type Sheet = readonly Mark[];

/** Most changes of one answer that the server tells apart. */
const mostChanges = 1023;

const untouched: Mark = { answer: null, n: 0, saved: true };

export function blankSheet(questions: number): Sheet {
  return Array.from({ length: questions }, () => untouched);
}

/** Sets the answer to a question. The same answer again is no change. */
export function choose(sheet: Sheet, question: number, answer: string | null): Sheet {
  const mark = sheet[question];
  if (!mark || mark.answer === answer || mark.n >= mostChanges) return sheet;
  return replace(sheet, question, { answer, n: mark.n + 1, saved: false });
}

/** The letters after one of them was tapped: on a 多选 it is put in or taken out, else it is the answer. */
export function tapped(answer: string | null, letter: string, multiple: boolean): string | null {
  if (!multiple) return letter;
  const letters = new Set(answer ?? '');
  if (!letters.delete(letter)) letters.add(letter);
  return Array.from(letters).sort().join('') || null;
}

/** The answers that the server has not said it has, as they go on the wire. */
export function unsaved(sheet: Sheet): AnswerInput[] {
  return inputs(sheet, (mark) => !mark.saved);
}

/** Every answer ever given, as it goes with a hand-in. */
export function wholeSheet(sheet: Sheet): AnswerInput[] {
  return inputs(sheet, (mark) => mark.n > 0);
}

function inputs(sheet: Sheet, wanted: (mark: Mark) => boolean): AnswerInput[] {
  return sheet.reduce<AnswerInput[]>((list, mark, index) => {
    if (wanted(mark)) list.push({ question: index + 1, answer: mark.answer, n: mark.n });
    return list;
  }, []);
}

/** After the server took `sent` and answered with what beats some of it. */
export function acknowledge(sheet: Sheet, sent: readonly AnswerInput[], newer: readonly AnswerView[]): Sheet {
  const acknowledged = sent.reduce((current, { question, n }) => {
    const mark = current[question - 1];
    return mark && mark.n === n ? replace(current, question - 1, { ...mark, saved: true }) : current;
  }, sheet);
  return newer.reduce(adopt, acknowledged);
}

/** Takes what the server says stands, unless it was answered anew meanwhile. */
function adopt(sheet: Sheet, { question, answer, n }: AnswerView): Sheet {
  const mark = sheet[question - 1];
  return mark && n >= mark.n ? replace(sheet, question - 1, { answer: answer ?? null, n, saved: true }) : sheet;
}

/**
 * What this browser kept together with what the server holds. What the server lacks is unsaved,
 * whatever was believed before; with an equal `n` an answer that the server never confirmed is sent
 * again, for the server to decide.
 */
export function restore(kept: Sheet, server: readonly AnswerView[]): Sheet {
  const held = new Map(server.map((view) => [view.question - 1, view] as const));
  return kept.map((mark, index) => {
    const view = held.get(index);
    const n = view?.n ?? 0;
    if (mark.n > n || (mark.n === n && n > 0 && !mark.saved)) return { ...mark, saved: false };
    return view ? { answer: view.answer ?? null, n, saved: true } : untouched;
  });
}

/**
 * Two tabs of one browser: the later answer to each question, and saved where either knows it is. The
 * same sheet where there is nothing to learn, or two tabs would write to each other for ever.
 */
export function join(ours: Sheet, theirs: Sheet): Sheet {
  return ours.reduce((sheet, mark, index) => {
    const other = theirs[index];
    const isNews = other !== undefined && (other.n > mark.n || (other.n === mark.n && other.saved && !mark.saved));
    return isNews ? replace(sheet, index, other) : sheet;
  }, ours);
}

/** Positions of the questions without an answer. */
export function unanswered(sheet: Sheet): number[] {
  return sheet.reduce<number[]>((list, mark, index) => {
    if (mark.answer === null) list.push(index);
    return list;
  }, []);
}

function replace(sheet: Sheet, question: number, mark: Mark): Sheet {
  return sheet.map((it, index) => (index === question ? mark : it));
}
