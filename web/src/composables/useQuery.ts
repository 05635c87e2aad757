import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** A part of the address's query, as somebody can change it; null where it is not there. */
export function useQuery(name: string): WritableComputedRef<string | null> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => (typeof route.query[name] === 'string' ? route.query[name] : null),
    set: (value) => void router.replace({ query: { ...route.query, [name]: value ?? undefined } }),
  });
}
