// @vitest-environment node
import { gzipSync } from 'node:zlib';

import { build, type Rolldown } from 'vite';
import { beforeAll, expect, test } from 'vitest';

type Chunk = Rolldown.OutputChunk & { viteMetadata?: { importedCss: Set<string> } };

/** Of what a participant loads, compressed as gzip does it. */
const firstLoadKb = 90;
const everythingKb = 150;

/** The console is loaded apart, by those who work at a desk. */
const isDesk = (chunk: Chunk) => chunk.moduleIds.some((id) => id.includes('/src/desk/'));

let files: (Rolldown.OutputChunk | Rolldown.OutputAsset)[];
let chunks: Map<string, Chunk>;

beforeAll(async () => {
  // As it is served: the tests' own mode would build Vue with its warnings.
  process.env.NODE_ENV = 'production';
  const built = await build({
    mode: 'production',
    root: `${import.meta.dirname}/..`,
    logLevel: 'silent',
    // The folder of the real build is left alone.
    build: { write: false, emptyOutDir: false, copyPublicDir: false },
  });
  files = (Array.isArray(built) ? built : [built]).flatMap((it) => ('output' in it ? it.output : []));
  chunks = new Map(files.filter((it) => it.type === 'chunk').map((it) => [it.fileName, it]));
}, 120_000);

function chunkOf(module: string): Chunk {
  const found = Array.from(chunks.values()).find((it) => it.moduleIds.some((id) => id.endsWith(module)));
  if (found === undefined) throw new Error(`no chunk of ${module}`);
  return found;
}

/** What comes with these chunks, and where `later` is set also what their pages bring when they are opened. */
function closure(start: Chunk[], later: boolean): Chunk[] {
  const seen = new Set<Chunk>();
  const visit = (chunk: Chunk | undefined) => {
    if (chunk === undefined || seen.has(chunk) || isDesk(chunk)) return;
    seen.add(chunk);
    [...chunk.imports, ...(later ? chunk.dynamicImports : [])].forEach((name) => visit(chunks.get(name)));
  };
  start.forEach(visit);
  return Array.from(seen);
}

/** File by file in KB, the largest first, with the page's HTML and the styles that it names or the chunks need. */
function sizes(of: Chunk[]): [string, number][] {
  const html = files.find((it) => it.fileName === 'index.html');
  const page = html?.type === 'asset' ? String(html.source) : '';
  const named = new Set(of.flatMap((chunk) => [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])]));
  const wanted = files.filter((it) => it === html || named.has(it.fileName) || (it.fileName.endsWith('.css') && page.includes(it.fileName)));
  return wanted
    .map((it): [string, number] => [it.fileName, gzipSync(it.type === 'chunk' ? it.code : it.source, { level: 9 }).length / 1_000])
    .sort(([, a], [, b]) => b - a);
}

const sum = (list: [string, number][]) => list.reduce((total, [, kb]) => total + kb, 0);

function expectAtMost(limitKb: number, list: [string, number][]): void {
  const told = list.map(([name, kb]) => `${name} ${kb.toFixed(1)}`).join('\n');
  expect(sum(list), `${sum(list).toFixed(1)} KB of at most ${limitKb}:\n${told}`).toBeLessThanOrEqual(limitKb);
}

test(`the first load is at most ${firstLoadKb} KB, whichever page is the first`, () => {
  const pages = Array.from(chunks.values()).filter((it) => it.moduleIds.some((id) => id.includes('/src/pages/')));
  expect(pages.length).toBeGreaterThan(10);
  // The HTML brings home's pieces, whatever page is asked for.
  const always = [chunkOf('/src/main.ts'), chunkOf('/src/app.ts'), chunkOf('/src/pages/HomePage.vue')];
  for (const page of pages) expectAtMost(firstLoadKb, sizes(closure([...always, page], false)));
});

test(`all that a participant ever loads is at most ${everythingKb} KB`, () => {
  expectAtMost(everythingKb, sizes(closure([chunkOf('/src/main.ts')], true)));
});
