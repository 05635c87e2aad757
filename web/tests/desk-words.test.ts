// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { actionText } from '../src/desk/text/audit';
import { statuteNames, topicNames, withTitles } from '../src/desk/text/bank';

const root = join(import.meta.dirname, '../..');

function sources(folder: string, ending: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const wanted = files.filter((file) => file.isFile() && file.name.endsWith(ending));
  return wanted.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
}

function found(texts: string[], pattern: RegExp): string[] {
  return texts.flatMap((text) => Array.from(text.matchAll(pattern), ([, word]) => word ?? ''));
}

/** Deeds are named `thing.deed`; the few of one word stand at their field or in a constant. */
test('every deed that the server writes down has a Chinese name, and no other has', () => {
  const files = sources('src', '.rs').filter((text) => /\bDeed\b|\bdeed\(|\bnote\(/.test(text));
  const dotted = found(files, /"([a-z_]+\.[a-z_]+)"/g).filter((word) => !/\.(?:toml|html|lock|sqlite)$/.test(word));
  const others = found(files, /(?:action: |deed\((?:&|self\.)request, |const (?:ACTION|DEED): &str = )"([a-z_]+)"/g);
  const written = new Set([...dotted, ...others]);
  expect(written.size).toBeGreaterThan(20);
  expect(Object.keys(actionText).sort()).toEqual(Array.from(written).sort());
});

test('the statutes and topics of the bundled bank can be chosen for quotas', () => {
  const bank = sources('question-bank', '.toml');
  expect(Object.keys(statuteNames).sort()).toEqual(found(bank, /\[statute\]\nid = "([^"]+)"/g).sort());
  const topics = found(bank, /^topics = \[(.*)\]$/gm).flatMap((list) => list.split(', ').map((word) => word.slice(1, -1)));
  expect(topicNames.slice().sort()).toEqual(Array.from(new Set(topics)).sort());
});

test('a stratum that is short is told by the title of its statute', () => {
  expect(withTitles('第 1 大题“单选·法规 work-safety-law”需要 9 题')).toBe('第 1 大题“单选·法规 《安全生产法》”需要 9 题');
});
