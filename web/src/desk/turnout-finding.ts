/** What a table of turnout says, in a sentence, and which of its lines a chart can show. */
import type { Schemas } from '../api/client';
import { count, day, percent } from './figures';
import { turnoutText, type Named } from './text/turnout';

type Line = Schemas['TurnoutLine'];
type View = Schemas['TurnoutView'];

const find = turnoutText.find;

export function finding(view: View, isByDay: boolean): string {
  if (view.total.submitted === 0) return find.nothing;
  if (isByDay) return findingOfDays(view);
  const rated = byRate(view.lines);
  const [best, worst] = [rated[0], rated[rated.length - 1]];
  if (best === undefined || worst === undefined) return findingWithoutRates(view);
  if (rated.length === 1) return find.only(best);
  if (best.rate === worst.rate) return find.even(best.rate);
  return find.bestAndWorst(withTies(best, rated), withTies(worst, rated));
}

/** One name stands for all who share its rate. */
function withTies(one: Named, rated: readonly Named[]): Named {
  const [first, ...others] = rated.filter((it) => it.rate === one.rate);
  return first === undefined || others.length === 0 ? one : { ...first, name: find.andOthers(first.name, others.length + 1) };
}

function findingOfDays({ lines, total }: View): string {
  const peak = lines.reduce<Line | null>((most, line) => (most === null || line.submitted > most.submitted ? line : most), null);
  if (peak === null) return find.nothing;
  return find.days({ ...peak, name: day(peak.name) }, percent(total.rate));
}

function findingWithoutRates({ lines, total }: View): string {
  if (lines.length === 1) return find.total(percent(total.rate), count(total.submitted), count(total.headcount));
  const most = lines.slice().sort((one, other) => other.submitted - one.submitted)[0];
  return most ? find.counts(most) : find.total(percent(total.rate), count(total.submitted), count(total.headcount));
}

/** Those with a rate, the highest first. */
export function byRate(lines: readonly Line[]): (Line & Named)[] {
  const rated = lines.filter((line): line is Line & Named => line.rate != null);
  return rated.sort((one, other) => other.rate - one.rate);
}

/** So many bars can be read. */
const mostBars = 20;

/** The lines for a chart of bars: all, or the ends of what is too long. */
export function barsOf(lines: readonly Line[]): (Line & Named)[] {
  const rated = byRate(lines);
  const half = mostBars / 2;
  return rated.length <= mostBars ? rated : [...rated.slice(0, half), ...rated.slice(-half)];
}
