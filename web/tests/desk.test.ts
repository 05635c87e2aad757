import { describe, expect, it } from 'vitest';

import type { Schemas } from '../src/api/client';
import { nameOf } from '../src/desk/composables/useDownload';
import { sortedBy } from '../src/desk/composables/useSort';
import { count, day, percent } from '../src/desk/figures';
import { totalOf, wrongWith, type SectionDraft } from '../src/desk/organizer/blueprint-draft';
import { draftOf, newDraft, settingsOf, written } from '../src/desk/organizer/contest-draft';
import { roundUp } from '../src/desk/turnout-chart';
import { barsOf, finding } from '../src/desk/turnout-finding';

type Line = Schemas['TurnoutLine'];

function line(name: string, submitted: number, headcount: number | null): Line {
  const rate = headcount === null ? null : submitted / headcount;
  return { unit: null, kind: null, name, started: submitted, submitted, headcount, rate, above_headcount: false };
}

function view(lines: Line[]): Schemas['TurnoutView'] {
  const submitted = lines.reduce((sum, it) => sum + it.submitted, 0);
  const total = { started: submitted, submitted, headcount: 100, rate: submitted / 100, above_headcount: false };
  return { contest: 1, within: null, path: [], server_time: '2026-06-01T09:00:00+08:00', total, lines };
}

describe('the finding of a table of turnout', () => {
  it('names the best and the worst', () => {
    const lines = [line('沈阳市', 8, 10), line('大连市', 2, 10), line('鞍山市', 5, 10)];
    expect(finding(view(lines), false)).toBe('沈阳市参与率最高，80.0%；大连市最低，20.0%');
  });

  it('says how many share the end', () => {
    const lines = [line('甲', 8, 10), line('乙', 0, 10), line('丙', 0, 10)];
    expect(finding(view(lines), false)).toBe('甲参与率最高，80.0%；乙等 2\u00a0个最低，0.0%');
  });

  it('compares counts where no headcount is known', () => {
    expect(finding(view([line('甲', 1, null), line('乙', 3, null)]), false)).toBe('乙交卷最多，3\u00a0人');
  });

  it('tells the day on which most came', () => {
    const lines = [line('2026-06-01', 3, 100), line('2026-06-02', 7, 100)];
    expect(finding(view(lines), true)).toBe('6 月 2 日首次交卷最多，7\u00a0人；累计参与率 10.0%');
  });

  it('says so where nobody has come, and where all are alike', () => {
    expect(finding(view([line('甲', 0, 10)]), false)).toBe('还没有人交卷');
    expect(finding(view([line('甲', 5, 10), line('乙', 5, 10)]), false)).toBe('各处参与率相同，均为 50.0%');
  });
});

describe('the chart of turnout', () => {
  it('shows the ends of what is too long to be read', () => {
    const lines = Array.from({ length: 30 }, (_, at) => line(String(at), at, 30));
    const shown = barsOf(lines).map((it) => it.name);
    expect(shown).toHaveLength(20);
    expect([shown[0], shown[9], shown[10], shown[19]]).toEqual(['29', '20', '9', '0']);
  });

  it('has an axis that ends a little beyond the highest rate, at 100 % at most', () => {
    expect([0, 0.018, 0.58, 0.99].map((rate) => Number(roundUp(rate).toFixed(2)))).toEqual([0.02, 0.02, 0.7, 1]);
  });
});

describe('the order of a table', () => {
  const values = { rate: (it: Line) => it.rate, name: (it: Line) => it.name };
  const lines = [line('乙', 1, 10), line('甲', 3, 10), line('丙', 2, null)];
  const names = (sort: string | null) => sortedBy(lines, sort, values).map((it) => it.name);

  it('is as it came without a word, and what has no value comes last either way', () => {
    expect(names(null)).toEqual(['乙', '甲', '丙']);
    expect(names('rate')).toEqual(['乙', '甲', '丙']);
    expect(names('-rate')).toEqual(['甲', '乙', '丙']);
  });

  it('takes no notice of a column that is not there', () => {
    expect(names('constructor')).toEqual(['乙', '甲', '丙']);
  });
});

function section(count: number, spread: Partial<SectionDraft> = {}): SectionDraft {
  return { kind: 'single', count, each: 1, quotas: [], bands: [], ...spread };
}

describe('how a section is spread', () => {
  const topic = (what: string, count: number) => ({ about: 'topic' as const, what, count });

  it('is right where quotas leave room and difficulties come to all of it', () => {
    expect(wrongWith(section(40))).toBeNull();
    const bands = [
      { from: 1, to: 2, count: 15 },
      { from: 3, to: 5, count: 25 },
    ];
    expect(wrongWith(section(40, { quotas: [topic('应急救援', 40)], bands }))).toBeNull();
    expect(wrongWith(section(0, { bands }))).toBeNull();
  });

  it.each([
    ['每项配额都要选法规或主题。', { quotas: [topic(' ', 1)] }],
    ['配额合计 41 题，超过本大题的 40 题。', { quotas: [topic('应急救援', 40), topic('事故报告', 1)] }],
    ['难度段的起点不能大于终点。', { bands: [{ from: 3, to: 2, count: 40 }] }],
    ['难度段不能重叠。', { bands: [{ from: 1, to: 3, count: 20 }, { from: 3, to: 5, count: 20 }] }],
    ['各难度段合计 39 题，应当等于本大题的 40 题。', { bands: [{ from: 1, to: 5, count: 39 }] }],
  ])('is told wrong: %s', (told, spread) => {
    expect(wrongWith(section(40, spread))).toBe(told);
  });
});

describe('the form of a contest', () => {
  it('begins with the standard paper: 70 questions, 100 points', () => {
    expect(totalOf(newDraft(0, null).sections)).toEqual({ questions: 70, points: 10_000 });
  });

  it('gives back the settings that it was made of', () => {
    const draft = newDraft(Date.parse('2026-06-01T00:30:00Z'), 7);
    const settings = settingsOf({ ...draft, name: '竞赛', host: '安委办', provinces: '辽宁、山东' });
    expect(settings.opens).toBe('2026-06-01T09:00:00+08:00');
    expect(settingsOf(draftOf(settings))).toEqual(settings);
  });

  it('leaves out sections without questions', () => {
    const draft = newDraft(0, null);
    draft.sections[1] = { ...section(0), kind: 'multiple' };
    expect(settingsOf(draft).blueprint?.sections.map((it) => it.kind)).toEqual(['single', 'judgment']);
  });

  it('keeps quotas and difficulties', () => {
    const settings = settingsOf(newDraft(0, null));
    const [single, ...others] = settings.blueprint?.sections ?? [];
    if (single === undefined) throw new Error('the standard paper has sections');
    const quotas = [
      { statute: 'work-safety-law', count: 10 },
      { topic: '应急救援', count: 2 },
    ];
    const bands = [
      { from: 1, to: 3, count: 30 },
      { from: 4, to: 5, count: 10 },
    ];
    const spread = { ...settings, blueprint: { limit_ms: 60_000, sections: [{ ...single, quotas, bands }, ...others] } };
    expect(settingsOf(draftOf(spread)).blueprint?.sections[0]).toEqual({ ...single, quotas, bands });
  });

  it('writes instants at +08:00 wherever it is filled in', () => {
    expect(written(Date.parse('2026-06-01T16:00:00Z'))).toBe('2026-06-02T00:00:00+08:00');
  });
});

describe('figures', () => {
  it('are written for people', () => {
    expect([count(1_234_567), count(999), count(null)]).toEqual(['1,234,567', '999', '–']);
    expect([percent(0.8213), percent(null)]).toEqual(['82.1%', '–']);
    expect(day('2026-06-10')).toBe('6 月 10 日');
  });
});

it('a file is saved under the name that the server gives it', () => {
  const headers = { 'Content-Disposition': "attachment; filename*=UTF-8''%E7%AB%9E%E8%B5%9B%E6%88%90%E7%BB%A9.xlsx" };
  expect(nameOf(new Response('', { headers }))).toBe('竞赛成绩.xlsx');
  expect(nameOf(new Response(''))).toBeNull();
});
