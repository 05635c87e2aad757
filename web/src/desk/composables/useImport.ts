import { computed, ref, shallowRef } from 'vue';

import { ask, type Schemas } from '../../api/client';
import { Failure, ofThrown } from '../../api/failure';
import { importText } from '../text/import';
import { patient } from './useDownload';

type Report = Schemas['Report'];

/** What is imported. */
export type Kind = 'units' | 'roster';

const typeOfFile = 'application/octet-stream';

/** A file of units or of a roster: looked at first, then imported, all of it or nothing. */
export function useImport(contest: number, kind: () => Kind) {
  const file = shallowRef<File | null>(null);
  const report = shallowRef<Report | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const busy = ref<'check' | 'apply' | null>(null);

  const mayApply = computed(() => {
    const it = report.value;
    return busy.value === null && it !== null && it.dry_run && it.error_count === 0 && it.rows > 0;
  });

  function choose(chosen: File | null): void {
    file.value = chosen;
    report.value = null;
    failure.value = null;
  }

  async function send(dry_run: boolean): Promise<void> {
    if (file.value === null || busy.value !== null) return;
    busy.value = dry_run ? 'check' : 'apply';
    failure.value = null;
    try {
      await readable(file.value);
      report.value = await ask(upload(file.value, dry_run));
    } catch (thrown) {
      const why = ofThrown(thrown);
      report.value = refused(why);
      failure.value = report.value === null ? why : null;
    } finally {
      busy.value = null;
    }
  }

  function upload(content: File, dry_run: boolean) {
    const init = {
      params: { path: { contest }, query: { dry_run } },
      // Which kind of file it is, the server tells by its content.
      headers: { 'Content-Type': typeOfFile },
      // The document says a string; it goes as the bytes it is.
      body: content as unknown as string,
      bodySerializer: (body: unknown) => body as BodyInit,
    };
    return kind() === 'units'
      ? patient.POST('/api/v1/contests/{contest}/units/imports', init)
      : patient.POST('/api/v1/contests/{contest}/participants/imports', init);
  }

  return { file, report, failure, busy, mayApply, choose, check: () => send(true), apply: () => send(false) };
}

/** Browsers refuse to read a file that has been changed since it was chosen; a request would seem to be cut. */
async function readable(file: File): Promise<void> {
  const { title, cure } = importText.changed;
  await new Response(file.slice(0, 1)).arrayBuffer().catch(() => {
    throw new Failure('file_changed', title, cure, 400);
  });
}

/** An import refused for its lines tells them as a dry run does; null for any other failure. */
export function refused({ code, problem, title }: Failure): Report | null {
  if (code !== 'file_rows_refused') return null;
  const errors = (problem?.errors ?? []).map(({ pointer, detail }) => {
    const [, , line, column] = pointer.split('/');
    return { line: Number(line), column: column || null, message: detail };
  });
  const error_count = Number(/\d+/.exec(title)?.[0] ?? errors.length);
  return { dry_run: true, rows: 0, created: 0, updated: 0, error_count, errors, notice_count: 0, notices: [] };
}
