/** Numbers, times and places in the Chinese way. */

/** Points of a paper come in hundredths, of a standing in 1/10,000. */
export const hundredths = 100;
export const tenThousandths = 10_000;

/** At most two decimals, no idle zeros: 1.5, 96, 87.33. */
export function points(value: number, per: number): string {
  return String(Math.round((value / per) * 100) / 100);
}

/** 44:12 for what is left or was used; 1:02:03 above an hour. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

/** 12 分 08 秒 */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return unbroken(`${Math.floor(seconds / 60)} 分 ${String(seconds % 60).padStart(2, '0')} 秒`);
}

/** A figure and its unit stay on one line. */
function unbroken(text: string): string {
  return text.replace(/ /g, '\u00a0');
}

/** A name whose dots begin no line: 古丽米热·阿卜杜热合曼. */
export function dotted(name = ''): string {
  return name.replace(/·/g, '\u2060·');
}

/** How long it is still to be waited: 3 天 4 小时, 4 小时 12 分, 12 分 08 秒. */
export function wait(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return unbroken(`${days} 天 ${hours} 小时`);
  if (hours > 0) return unbroken(`${hours} 小时 ${minutes % 60} 分`);
  return duration(Math.floor(ms / 1_000) * 1_000);
}

const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;

/** 6 月 1 日 9:00, in the zone it was written in: the contest's, wherever the phone is. */
export function moment(rfc3339: string): string {
  const [, , month, day, hour, minute] = parts.exec(rfc3339) ?? [];
  if (month === undefined) return rfc3339;
  return unbroken(`${Number(month)} 月 ${Number(day)} 日 ${Number(hour)}:${minute}`);
}

/** 2026 年 6 月 1 日 9:00, for what is kept longer than a season; broken after the year, where a line is short. */
export function date(rfc3339: string): string {
  return `${unbroken(`${rfc3339.slice(0, 4)} 年`)} ${moment(rfc3339)}`;
}

/** 6 月 1 日 9:00, and with its year where the year of `now` (ms since 1970) is another one. */
export function when(rfc3339: string, now: number): string {
  const offset = Date.parse(`${rfc3339.slice(0, 19)}Z`) - Date.parse(rfc3339);
  const year = new Date(now + offset).getUTCFullYear();
  return rfc3339.startsWith(`${year}`) ? moment(rfc3339) : date(rfc3339);
}

/** 6 月 1 日 9:00 至 6 月 30 日 18:00; with years where it is not this one, or goes beyond it. */
export function period(opens: string, closes: string, now: number): string {
  const end = opens.slice(0, 4) === closes.slice(0, 4) ? moment(closes) : date(closes);
  return `${when(opens, now)} 至 ${end}`;
}
