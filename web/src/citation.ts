/** Where the law says it, as it is written in Chinese. */

const digits = '零一二三四五六七八九';

/** 1–999 as articles are numbered: 二十四, 一百零九. */
export function numeral(value: number): string {
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  let text = hundreds > 0 ? `${digits[hundreds]}百` : '';
  if (tens > 0) text += `${tens === 1 && hundreds === 0 ? '' : digits[tens]}十`;
  else if (hundreds > 0 && ones > 0) text += '零';
  return ones > 0 ? text + digits[ones] : text;
}

/** 《安全生产法》第二十四条第二款第（三）项 */
export function citation(cite: { statute: string; article: number; paragraph?: number | null; item?: number | null }): string {
  const title = cite.statute.replace(/^中华人民共和国/, '');
  const paragraph = cite.paragraph ? `第${numeral(cite.paragraph)}款` : '';
  const item = cite.item ? `第（${numeral(cite.item)}）项` : '';
  return `《${title}》第${numeral(cite.article)}条${paragraph}${item}`;
}
