import { mount } from '@vue/test-utils';
import { encode } from 'uqr';
import { computed, effectScope, nextTick } from 'vue';
import { expect, test, vi } from 'vitest';

import { Failure } from '../src/api/failure';
import DataTable from '../src/desk/components/DataTable.vue';
import ReminderBox from '../src/desk/components/ReminderBox.vue';
import { useDeed } from '../src/desk/composables/useDeed';
import { usePages, type Page } from '../src/desk/composables/usePages';
import { qrOf } from '../src/desk/qr';

const contest = {
  contest: 1,
  texts: { name: '竞赛', host: '安委办' },
  closes: '2026-06-30T18:00:00+08:00',
  paper: { limit_ms: 2_700_000 },
};
vi.mock('../src/desk/composables/useDeskContest', () => ({ useDeskContest: () => ({ contest: computed(() => contest) }) }));

test('a QR code has the squares of what it says, with white around them', () => {
  const text = 'https://jingsai.example.com/c/12';
  const { side, path } = qrOf(text);
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  expect(side).toBe(size + 8);
  const dark = new Set<string>();
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = 0; at < Number(length); at += 1) dark.add(`${Number(x) + at - 4} ${Number(y) - 4}`);
  }
  const wanted = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])));
  expect(dark).toEqual(new Set(wanted));
});

test('a table is sorted by rank with the first place first, by other numbers with the most', async () => {
  const columns = [
    { key: 'rank', name: '名次', numeric: true, sortable: true, lowFirst: true },
    { key: 'rate', name: '参与率', numeric: true, sortable: true },
  ];
  const table = mount(DataTable, { props: { caption: '单位', columns, rows: [], rowKey: () => '' } });
  const [rank, rate] = table.findAll('th button');
  await rank?.trigger('click');
  await rate?.trigger('click');
  expect(table.emitted('update:sort')).toEqual([['rank'], ['-rate']]);
});

test('a reminder follows the names until somebody has changed it, and again when they say so', async () => {
  const box = mount(ReminderBox, { props: { names: ['张三'], more: true } });
  const field = box.get('textarea');
  const text = () => field.element.value;
  await box.setProps({ names: ['张三', '李四'] });
  expect(text()).toContain('张三、李四');
  await field.setValue('今天下班前答完');
  await box.setProps({ names: ['张三', '李四', '王五'] });
  expect(text()).toBe('今天下班前答完');
  await box.findAll('button')[1]?.trigger('click');
  expect(text()).toContain('张三、李四、王五');
});

test('what failed is tried once more, the same', async () => {
  const { run, again, failure } = useDeed();
  const deeds: string[] = [];
  const deed = (name: string) => async () => {
    deeds.push(name);
    if (deeds.length < 3) throw new Failure('busy', '系统繁忙', '稍后再试', 503);
    await nextTick();
  };
  await run(1, deed('first'));
  await run(2, deed('second'));
  expect(failure.value?.code).toBe('busy');
  expect(await again()).toBe(true);
  expect([deeds, failure.value]).toEqual([['first', 'second', 'second'], null]);
});

test('a page of an older list is not put below a newer one', async () => {
  const answers: ((page: Page<string, number>) => void)[] = [];
  const pages = effectScope().run(() => usePages(() => new Promise<Page<string, number>>((done) => answers.push(done))));
  if (pages === undefined) throw new Error('the scope has ended');
  const answer = async (at: number, line: string) => {
    answers[at]?.({ lines: [line], next: 1 });
    await new Promise((done) => setTimeout(done));
  };
  void pages.load();
  await answer(0, '甲 1');
  void pages.more();
  void pages.restart();
  expect(pages.lines.value).toEqual([]);
  await answer(1, '甲 2');
  await answer(2, '乙 1');
  expect(pages.lines.value).toEqual(['乙 1']);
});
