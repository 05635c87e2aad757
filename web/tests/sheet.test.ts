import { describe, expect, test } from 'vitest';

import { acknowledge, blankSheet, choose, join, restore, tapped, unanswered, unsaved, wholeSheet, type Sheet } from '../src/attempt/sheet';

/** The server's side: the higher `n` of each question stays, ties by device. */
class Server {
  private readonly marks = new Map<number, { answer: string | null; n: number; device: number }>();

  save(device: number, answers: ReturnType<typeof unsaved>) {
    return answers.flatMap((sent) => {
      const held = this.marks.get(sent.question);
      const beaten = held !== undefined && (held.n > sent.n || (held.n === sent.n && held.device > device));
      if (beaten) return [{ question: sent.question, answer: held.answer, n: held.n }];
      this.marks.set(sent.question, { ...sent, device });
      return [];
    });
  }

  view() {
    return Array.from(this.marks, ([question, { answer, n }]) => ({ question, answer, n }));
  }
}

describe('tapping', () => {
  test('a tap on a single choice is the answer, whatever it was', () => {
    expect(tapped(null, 'B', false)).toBe('B');
    expect(tapped('A', 'B', false)).toBe('B');
    expect(tapped('B', 'B', false)).toBe('B');
  });

  test('taps on a multiple choice put letters in and take them out, in the order of the alphabet', () => {
    expect(tapped(null, 'C', true)).toBe('C');
    expect(tapped('C', 'A', true)).toBe('AC');
    expect(tapped('AC', 'C', true)).toBe('A');
    expect(tapped('A', 'A', true)).toBeNull();
  });

  test('each change counts one more, and the same answer again is no change', () => {
    const once = choose(blankSheet(3), 1, 'A');
    expect(choose(once, 1, 'A')).toBe(once);
    const cleared = choose(once, 1, null);
    expect(unsaved(cleared)).toEqual([{ question: 2, answer: null, n: 2 }]);
    expect(unanswered(cleared)).toEqual([0, 1, 2]);
  });
});

describe('saving', () => {
  test('what was answered again while a save was on its way stays unsaved', () => {
    const first = choose(blankSheet(2), 0, 'A');
    const sent = unsaved(first);
    const second = choose(first, 0, 'B');
    expect(unsaved(acknowledge(second, sent, []))).toEqual([{ question: 1, answer: 'B', n: 2 }]);
  });

  test('a newer answer of another phone is taken, and the next change counts on from it', () => {
    const ours = choose(blankSheet(2), 0, 'A');
    const told = acknowledge(ours, unsaved(ours), [{ question: 1, answer: 'C', n: 4 }]);
    expect(told[0]).toEqual({ answer: 'C', n: 4, saved: true });
    expect(unsaved(choose(told, 0, 'D'))).toEqual([{ question: 1, answer: 'D', n: 5 }]);
  });

  test('a hand-in carries what was cleared, too, and not what was never touched', () => {
    const sheet = choose(choose(choose(blankSheet(3), 0, 'A'), 0, null), 2, 'B');
    expect(wholeSheet(sheet)).toEqual([
      { question: 1, answer: null, n: 2 },
      { question: 3, answer: 'B', n: 1 },
    ]);
  });
});

describe('after a reload', () => {
  test('an answer that the server never had is shown again and sent again', () => {
    const kept = choose(choose(blankSheet(2), 0, 'A'), 1, 'B');
    const believed = acknowledge(kept, [{ question: 1, answer: 'A', n: 1 }], []);
    // The server has lost even what it had confirmed.
    expect(unsaved(restore(believed, []))).toEqual([
      { question: 1, answer: 'A', n: 1 },
      { question: 2, answer: 'B', n: 1 },
    ]);
  });

  test('an answer given on another phone meanwhile is shown', () => {
    const kept = acknowledge(choose(blankSheet(2), 0, 'A'), [{ question: 1, answer: 'A', n: 1 }], []);
    const restored = restore(kept, [
      { question: 1, answer: 'C', n: 2 },
      { question: 2, answer: 'D', n: 1 },
    ]);
    expect(restored.map((mark) => mark.answer)).toEqual(['C', 'D']);
    expect(unsaved(restored)).toEqual([]);
  });

  test('with an equal count the server decides: what it never confirmed is sent again', () => {
    const unconfirmed = choose(blankSheet(1), 0, 'A');
    expect(unsaved(restore(unconfirmed, [{ question: 1, answer: 'B', n: 1 }]))).toHaveLength(1);
    const confirmed = acknowledge(unconfirmed, unsaved(unconfirmed), []);
    expect(restore(confirmed, [{ question: 1, answer: 'B', n: 1 }])[0]?.answer).toBe('B');
  });
});

test('two tabs learn from each other, and stop when there is nothing to learn', () => {
  const ours = choose(choose(blankSheet(2), 0, 'A'), 0, 'B');
  const theirs = choose(choose(blankSheet(2), 0, 'C'), 1, 'D');
  const joined = join(ours, theirs);
  expect(joined.map((mark) => mark.answer)).toEqual(['B', 'D']);
  expect(join(joined, theirs)).toBe(joined);
});

test('two phones, one of them offline now and then, end with the same answers as the server', () => {
  // A small generator of our own, so that a failure can be run again.
  let state = 20_260_601;
  const below = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor(state / 65_536) % limit;
  };
  for (let round = 0; round < 300; round += 1) {
    const server = new Server();
    const phones: Sheet[] = [blankSheet(4), blankSheet(4)];
    const sync = (device: number) => {
      const sent = unsaved(phones[device] ?? []);
      phones[device] = acknowledge(phones[device] ?? [], sent, server.save(device, sent));
    };
    for (let step = 0; step < 30; step += 1) {
      const device = below(2);
      const what = below(8);
      if (what < 5) phones[device] = choose(phones[device] ?? [], below(4), 'ABCD'.charAt(below(5)) || null);
      else if (what < 7) sync(device);
      else phones[device] = restore(phones[device] ?? [], server.view());
    }
    [0, 1, 0, 1].forEach(sync);
    const held = phones.map((phone) => restore(phone, server.view()).map(({ answer, n }) => ({ answer, n })));
    expect(held[0]).toEqual(held[1]);
    for (const view of server.view()) expect(held[0]?.[view.question - 1]).toMatchObject({ answer: view.answer, n: view.n });
  }
});
