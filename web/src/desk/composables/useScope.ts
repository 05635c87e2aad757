import { computed } from 'vue';

import { useQuery } from '../../composables/useQuery';
import { useDeskContest } from './useDeskContest';
import { nodesOf, useOfficial } from './useOfficial';

/** In the address: all of the contest. */
export const everywhere = 'all';

/**
 * The node whose people are looked at, in the address. Who runs the contest looks at all of it at
 * first; who looks after nodes, at the first of theirs, unless all is what everybody looks at first.
 */
export function useScope(usual: 'mine' | 'all' = 'mine') {
  const official = useOfficial();
  const { runs } = useDeskContest();
  const asked = useQuery('unit');
  const nodes = computed(() => nodesOf(official.value));
  const unit = computed<number | null>(() => {
    if (asked.value === everywhere) return null;
    if (asked.value !== null) return Number(asked.value);
    return runs.value || usual === 'all' ? null : (nodes.value[0]?.id ?? null);
  });
  /** As a part of a query: left out where all is looked at. */
  const query = computed(() => (unit.value === null ? {} : { unit: unit.value }));
  return { asked, unit, nodes, query };
}
