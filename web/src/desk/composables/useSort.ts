import { computed, type ComputedRef } from 'vue';

import { useQuery } from '../../composables/useQuery';

type Value = string | number | null | undefined;

/**
 * Lines in the order that the address says: `sort=rate` upwards, `sort=-rate` downwards. What has no
 * value comes last either way; without a word the order stays as it came.
 */
export function useSort<Line>(lines: () => Line[], values: Record<string, (line: Line) => Value>) {
  const sort = useQuery('sort');
  const sorted: ComputedRef<Line[]> = computed(() => sortedBy(lines(), sort.value, values));
  return { sort, sorted };
}

export function sortedBy<Line>(lines: Line[], sort: string | null, values: Record<string, (line: Line) => Value>): Line[] {
  const down = sort !== null && sort.charAt(0) === '-';
  const key = (down ? sort?.slice(1) : sort) ?? '';
  const value = Object.prototype.hasOwnProperty.call(values, key) ? values[key] : undefined;
  if (value === undefined) return lines;
  const compare = (one: Line, other: Line): number => {
    const [a, b] = [value(one), value(other)];
    if (a == null || b == null) return Number(a == null) - Number(b == null);
    const order = typeof a === 'string' ? a.localeCompare(String(b), 'zh-CN') : a - Number(b);
    return down ? -order : order;
  };
  return lines.slice().sort(compare);
}
