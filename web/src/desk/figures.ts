/** Figures as the desk writes them. */

const dash = '–';

/** 82.1% */
export function percent(rate: number | null | undefined): string {
  return rate == null ? dash : `${(rate * 100).toFixed(1)}%`;
}

/** 12,345 */
export function count(value: number | null | undefined): string {
  return value == null ? dash : String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** With two decimals, as indices are compared. */
export function twoDecimals(value: number | null | undefined): string {
  return value == null ? dash : value.toFixed(2);
}

/** 6 月 10 日, of 2026-06-10. */
export function day(written: string): string {
  const [, month, date] = written.split('-').map(Number);
  return month && date ? `${month} 月 ${date} 日` : written;
}
