import { computed } from 'vue';
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router';

/** Where one was going when asked who one is; carried through the forms in the address. */
export function useThen(contest: string) {
  const route = useRoute();
  const router = useRouter();

  /** Only a page of ours: anybody can write an address. */
  const then = computed(() => {
    const wanted = route.query.then;
    return typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted) ? wanted : null;
  });

  /** Another form, with where one was going. */
  const form = (name: 'sign-in' | 'register' | 'reset'): RouteLocationRaw => ({
    name,
    params: { contest },
    query: then.value === null ? {} : { then: then.value },
  });

  /** Where the unit is chosen, for a form of that name. */
  const unitFor = (name: 'sign-in' | 'register' | 'reset'): RouteLocationRaw => ({
    name: 'unit',
    params: { contest },
    query: { then: name, ...(then.value === null ? {} : { after: then.value }) },
  });

  async function goOn(otherwise: RouteLocationRaw = { name: 'home', params: { contest } }): Promise<void> {
    await router.replace(then.value ?? otherwise);
  }

  return { form, unitFor, goOn };
}
