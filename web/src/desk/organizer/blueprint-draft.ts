/** The form of what a paper is made of: its sections, and how their questions are spread. */
import type { Schemas } from '../../api/client';
import { hundredths } from '../../format';
import { blueprintText } from '../text/blueprint';

type Kind = Schemas['Kind'];
type Section = Schemas['Section'];

export interface QuotaDraft {
  about: 'statute' | 'topic';
  /** The id of a statute, or a topic. */
  what: string;
  count: number;
}

export interface BandDraft {
  from: number;
  to: number;
  count: number;
}

export interface SectionDraft {
  kind: Kind;
  count: number;
  /** In points, not hundredths. */
  each: number;
  quotas: QuotaDraft[];
  bands: BandDraft[];
}

/** How hard a question may be. */
export const leastLevel = 1;
export const mostLevel = 5;

const plain = (kind: Kind, count: number, each: number): SectionDraft => ({ kind, count, each, quotas: [], bands: [] });

/** 40 single × 1.5, 10 multiple × 2, 20 judgment × 1: 100 points. */
export function standardSections(): SectionDraft[] {
  return [plain('single', 40, 1.5), plain('multiple', 10, 2), plain('judgment', 20, 1)];
}

/** A kind that is left out is shown without questions, at its usual points. */
export function sectionDrafts(sections: readonly Section[]): SectionDraft[] {
  return standardSections().map(({ kind, each }) => {
    const section = sections.find((it) => it.kind === kind);
    if (section === undefined) return plain(kind, 0, each);
    const { count, points, quotas = [], bands = [] } = section;
    return { kind, count, each: points / hundredths, quotas: quotas.map(quotaDraft), bands: bands.map((it) => ({ ...it })) };
  });
}

function quotaDraft(quota: Schemas['Quota']): QuotaDraft {
  const { count } = quota;
  return 'statute' in quota ? { about: 'statute', what: quota.statute, count } : { about: 'topic', what: quota.topic, count };
}

/** A section without questions is none. */
export function sectionsOf(drafts: readonly SectionDraft[]): Section[] {
  return drafts.filter(({ count }) => count > 0).map(sectionOf);
}

function sectionOf({ kind, count, each, quotas, bands }: SectionDraft): Section {
  return {
    kind,
    count,
    points: Math.round(each * hundredths),
    ...(quotas.length === 0 ? {} : { quotas: quotas.map(quotaOf) }),
    ...(bands.length === 0 ? {} : { bands: bands.map((it) => ({ ...it })) }),
  };
}

function quotaOf({ about, what, count }: QuotaDraft): Schemas['Quota'] {
  return about === 'statute' ? { statute: what.trim(), count } : { topic: what.trim(), count };
}

export function totalOf(sections: readonly SectionDraft[]): { questions: number; points: number } {
  return sections.reduce(
    (sum, { count, each }) => ({
      questions: sum.questions + count,
      points: sum.points + Math.round(count * each * hundredths),
    }),
    { questions: 0, points: 0 },
  );
}

/** What is wrong with how a section's questions are spread, in words; null where nothing is. */
export function wrongWith({ count, quotas, bands }: SectionDraft): string | null {
  if (count === 0) return null;
  const told = blueprintText.wrong;
  if (quotas.some(({ what }) => what.trim() === '')) return told.quotaOfNothing;
  const quoted = sumOf(quotas);
  if (quoted > count) return told.quotas(quoted, count);
  if (bands.some(({ from, to }) => from > to)) return told.bandUpsideDown;
  const levels = bands.reduce<number[]>((all, { from, to }) => all.concat(range(from, to)), []);
  if (new Set(levels).size < levels.length) return told.bandsOverlap;
  const banded = sumOf(bands);
  return bands.length > 0 && banded !== count ? told.bands(banded, count) : null;
}

const sumOf = (parts: readonly { count: number }[]): number => parts.reduce((sum, { count }) => sum + count, 0);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
