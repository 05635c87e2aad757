import { expect, test } from 'vitest';

import { citation, numeral } from '../src/citation';
import { clock, dotted, duration, hundredths, moment, period, points, tenThousandths, wait, when } from '../src/format';

const plain = (text: string) => text.replace(/\u00a0/g, ' ');

test('points have at most two decimals and no idle zeros', () => {
  expect(points(150, hundredths)).toBe('1.5');
  expect(points(10_000, hundredths)).toBe('100');
  expect(points(0, hundredths)).toBe('0');
  expect(points(873_333, tenThousandths)).toBe('87.33');
});

test('a moment is written in the zone it came in, wherever the phone is', () => {
  expect(plain(moment('2026-06-01T09:00:00+08:00'))).toBe('6 月 1 日 9:00');
  expect(plain(moment('2026-12-31T23:05:59.5+08:00'))).toBe('12 月 31 日 23:05');
});

test('times read as people say them', () => {
  expect(clock(2_699_400)).toBe('44:59');
  expect(clock(3_723_000)).toBe('1:02:03');
  expect(plain(duration(728_000))).toBe('12 分 08 秒');
  expect(plain(wait(((3 * 24 + 4) * 60 + 5) * 60_000))).toBe('3 天 4 小时');
  expect(plain(wait(90_999))).toBe('1 分 30 秒');
});

test('a dot within a name stays with what is before it', () => {
  expect(dotted('古丽米热·阿卜杜热合曼')).toBe('古丽米热\u2060·阿卜杜热合曼');
  expect(dotted('张三')).toBe('张三');
});

test('articles are counted in Chinese', () => {
  expect([5, 10, 11, 20, 24, 100, 109, 110, 119].map(numeral)).toEqual([
    '五',
    '十',
    '十一',
    '二十',
    '二十四',
    '一百',
    '一百零九',
    '一百一十',
    '一百一十九',
  ]);
  expect(citation({ statute: '中华人民共和国安全生产法', article: 24, paragraph: 2, item: null })).toBe(
    '《安全生产法》第二十四条第二款',
  );
});

test('a moment of another year says which, by the calendar of its own zone', () => {
  const [opens, closes] = ['2026-06-01T09:00:00+08:00', '2026-06-30T18:00:00+08:00'];
  const at = (now: string) => Date.parse(now);
  expect(plain(when(opens, at('2026-05-01T00:00:00Z')))).toBe('6 月 1 日 9:00');
  expect(plain(when(opens, at('2025-12-31T15:59:59Z')))).toBe('2026 年 6 月 1 日 9:00');
  expect(plain(when(opens, at('2025-12-31T16:00:00Z'))), 'in Beijing the year has begun').toBe('6 月 1 日 9:00');
  expect(plain(when('2026-06-01T09:00:00-05:00', at('2027-01-01T04:59:59Z')))).toBe('6 月 1 日 9:00');
  expect(plain(period(opens, closes, at('2027-03-01T00:00:00Z')))).toBe('2026 年 6 月 1 日 9:00 至 6 月 30 日 18:00');
});

test('a time that ends in another year says so', () => {
  const now = Date.parse('2026-05-01T00:00:00Z');
  expect(plain(period('2026-06-01T09:00:00+08:00', '2026-06-30T18:00:00+08:00', now))).toBe('6 月 1 日 9:00 至 6 月 30 日 18:00');
  const long = period('2026-11-21T09:00:00+08:00', '2027-02-19T18:00:00+08:00', now);
  expect(plain(long)).toBe('11 月 21 日 9:00 至 2027 年 2 月 19 日 18:00');
  expect(long.split(' ').map(plain), 'no piece is so long that a narrow line cuts a time in two').toEqual([
    '11 月 21 日 9:00',
    '至',
    '2027 年',
    '2 月 19 日 18:00',
  ]);
});
