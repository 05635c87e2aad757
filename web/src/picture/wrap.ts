/** These do not begin a line. */
const closing = '，。、；：！？）》”’』】·—…％%';
/** These do not end one. */
const opening = '（《“‘『【';
/** Figures and Latin letters stay together. */
const word = /[\dA-Za-z.]/;
const unbroken = '\u00a0';

/**
 * Breaks a text into lines no wider than `width`, in the Chinese way: anywhere but before closing and
 * after opening marks, and not within a number or at a space that keeps a figure with its unit.
 */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const length = fitting(rest, width, measure);
    lines.push(rest.slice(0, length).trim());
    rest = rest.slice(length).trim();
  }
  return lines;
}

/** How many characters of `text` make the next line; at least one. */
function fitting(text: string, width: number, measure: (text: string) => number): number {
  let fits = 1;
  while (fits < text.length && measure(text.slice(0, fits + 1)) <= width) fits += 1;
  if (fits === text.length) return fits;
  // A long name of several parts breaks between them.
  const dot = text.lastIndexOf('·', fits - 1);
  if (dot > 0) return dot + 1;
  let end = fits;
  while (end > 1 && !mayBreak(text, end)) end -= 1;
  // Where there is no good place, a bad one.
  return end > 1 || mayBreak(text, 1) ? end : fits;
}

function mayBreak(text: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at)];
  if (before === unbroken || after === unbroken) return false;
  return !closing.includes(after) && !opening.includes(before) && !(word.test(before) && word.test(after));
}
