/** The form of a contest's settings, and the settings it stands for. */
import type { Schemas } from '../../api/client';
import { sectionDrafts, sectionsOf, standardSections, type SectionDraft } from './blueprint-draft';

type Settings = Schemas['ContestInput'];

const minuteMs = 60_000;
/** What a form asks first: opens on the next full hour, closes a month later. */
const hourMs = 3_600_000;
const usualDays = 30;
const offsetMs = 8 * hourMs;

export interface ContestDraft {
  owner: number | null;
  name: string;
  host: string;
  introduction: string;
  hotline: string;
  icp: string;
  opens: string;
  closes: string;
  rules: Schemas['Rules'];
  minutes: number;
  multiple: Schemas['MultipleRule'];
  provinces: string;
  sections: SectionDraft[];
}

/** The standard paper: 100 points in 45 minutes. */
export function standardPaper(): Pick<ContestDraft, 'minutes' | 'multiple' | 'sections'> {
  return { minutes: 45, multiple: 'exact', sections: standardSections() };
}

export function newDraft(nowMs: number, owner: number | null): ContestDraft {
  const opens = Math.ceil(nowMs / hourMs) * hourMs;
  return {
    owner,
    name: '',
    host: '',
    introduction: '',
    hotline: '',
    icp: '',
    opens: written(opens),
    closes: written(opens + usualDays * 24 * hourMs),
    rules: {
      time_zone: 'Asia/Shanghai',
      attempts_per_day: 1,
      attempts_total: 10,
      scoring: 'best',
      review: 'after_close',
      entry: 'open',
      counts_confirmed_only: true,
      units: { formula: 'mean_times_rate', minimum_turnout_percent: 0, minimum_participants: 0 },
      boards: 'public',
      names: 'masked',
      prizes: false,
    },
    provinces: '',
    ...standardPaper(),
  };
}

/** An instant at +08:00, as the API writes it. */
export function written(ms: number): string {
  return `${new Date(ms + offsetMs).toISOString().slice(0, 19)}+08:00`;
}

export function draftOf(settings: Settings): ContestDraft {
  const { texts, opens, closes, blueprint } = settings;
  const blank = newDraft(0, settings.owner ?? null);
  return {
    owner: settings.owner ?? null,
    name: texts.name,
    host: texts.host,
    introduction: texts.introduction ?? '',
    hotline: texts.hotline ?? '',
    icp: texts.icp ?? '',
    opens,
    closes,
    rules: JSON.parse(JSON.stringify(settings.rules ?? blank.rules)) as Schemas['Rules'],
    minutes: (blueprint?.limit_ms ?? 0) / minuteMs,
    multiple: blueprint?.multiple ?? 'exact',
    provinces: (blueprint?.provinces ?? []).join('、'),
    sections: sectionDrafts(blueprint?.sections ?? []),
  };
}

/** What the form says. */
export function settingsOf(draft: ContestDraft): Settings {
  return {
    owner: draft.owner,
    texts: textsOf(draft),
    opens: draft.opens,
    closes: draft.closes,
    rules: draft.rules,
    blueprint: {
      limit_ms: Math.round(draft.minutes * minuteMs),
      multiple: draft.multiple,
      provinces: draft.provinces.split(/[、，,\s]+/).filter((name) => name !== ''),
      sections: sectionsOf(draft.sections),
    },
  };
}

/** All that may change once a contest is published, but for its end. */
export function publishedChanges(draft: ContestDraft): Record<string, unknown> {
  return { texts: textsOf(draft), rules: { boards: draft.rules.boards, names: draft.rules.names } };
}

function textsOf({ name, host, introduction, hotline, icp }: ContestDraft): Schemas['Texts'] {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  return { name: name.trim(), host: host.trim(), introduction, hotline: orNull(hotline), icp: orNull(icp) };
}
