import { ref, shallowRef } from 'vue';

import { ofThrown, type Failure } from '../api/failure';

/**
 * Sending a form: what is wrong with each field, here or by the server's word, why it failed, and
 * whether it is under way. `check` answers with what is wrong, by the field's name.
 */
export function useForm(check: () => Record<string, string | false>, send: () => Promise<void>) {
  const errors = ref<Record<string, string>>({});
  const failure = shallowRef<Failure | null>(null);
  const busy = ref(false);

  async function submit(): Promise<void> {
    const wrong = Object.entries(check()).filter((entry): entry is [string, string] => entry[1] !== false);
    errors.value = byName(wrong);
    failure.value = null;
    if (wrong.length > 0 || busy.value) return;
    busy.value = true;
    try {
      await send();
    } catch (thrown) {
      const why = ofThrown(thrown);
      const fields = (why.problem?.errors ?? []).map(({ pointer, detail }) => [pointer.slice(1), detail] as const);
      errors.value = byName(fields);
      failure.value = why;
    } finally {
      busy.value = false;
    }
  }

  return { errors, failure, busy, submit };
}

function byName(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return entries.reduce<Record<string, string>>((all, [name, detail]) => ({ ...all, [name]: detail }), {});
}
