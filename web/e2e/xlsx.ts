import { execFileSync } from 'node:child_process';

/** The words and numbers of a sheet of a workbook, line by line, as they stand in the file. */
export function sheetOf(workbook: string, sheet: number): string[][] {
  const part = (name: string) => execFileSync('unzip', ['-p', workbook, name]).toString();
  const parts = execFileSync('unzip', ['-Z1', workbook]).toString().split('\n');
  const table = parts.includes('xl/sharedStrings.xml') ? part('xl/sharedStrings.xml') : '';
  const shared = Array.from(table.matchAll(/<si>(.*?)<\/si>/gs), ([, text]) => plain(text ?? ''));
  const rows = part(`xl/worksheets/sheet${sheet}.xml`).matchAll(/<row [^>]*>(.*?)<\/row>/gs);
  return Array.from(rows, ([, row]) =>
    Array.from((row ?? '').matchAll(/<c ([^>]*?)>(.*?)<\/c>/gs), ([, attributes, content]) => {
      const value = plain(content ?? '');
      return /t="s"/.test(attributes ?? '') ? (shared[Number(value)] ?? '') : value;
    }),
  );
}

const plain = (xml: string) => xml.replace(/<[^>]*>/g, '').replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>');
