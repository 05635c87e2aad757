import { ref, shallowRef, watch } from 'vue';

import { ofThrown, type Failure } from '../api/failure';

/**
 * Sending a form: what is wrong with each field, here or by the server's word, why it failed, and
 * whether it is under way. `check` answers with what is wrong, by the field's name; what it found is shown
 * until it is corrected, and what the server found until the form is sent again.
 */
export function useForm(check: () => Record<string, string | false>, send: () => Promise<void>) {
  const errors = ref<Record<string, string>>({});
  const failure = shallowRef<Failure | null>(null);
  const busy = ref(false);

  const wrongNow = () => Object.entries(check()).filter((entry): entry is [string, string] => entry[1] !== false);
  /** The fields that were found wrong here when it was sent last, and have not been corrected. */
  const found = shallowRef<string[]>([]);

  watch(
    () => found.value.length > 0 && wrongNow().map(([name]) => name),
    (wrong) => {
      if (!wrong) return;
      const corrected = found.value.filter((name) => !wrong.includes(name));
      if (corrected.length === 0) return;
      found.value = found.value.filter((name) => wrong.includes(name));
      errors.value = byName(Object.entries(errors.value).filter(([name]) => !corrected.includes(name)));
    },
  );

  async function submit(): Promise<void> {
    const wrong = wrongNow();
    found.value = wrong.map(([name]) => name);
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
