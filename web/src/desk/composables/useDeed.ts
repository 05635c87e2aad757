import { ref, shallowRef } from 'vue';

import { ofThrown, type Failure } from '../../api/failure';

/** Something that is done by a button: one at a time, known by a key, and why it failed. */
export function useDeed() {
  const busy = ref<string | number | null>(null);
  const failure = shallowRef<Failure | null>(null);

  /** What was done or tried last. */
  let last: [key: string | number, deed: () => Promise<void>] | null = null;

  /** Whether it was done. */
  async function run(key: string | number, deed: () => Promise<void>): Promise<boolean> {
    if (busy.value !== null) return false;
    last = [key, deed];
    busy.value = key;
    failure.value = null;
    try {
      await deed();
      return true;
    } catch (thrown) {
      failure.value = ofThrown(thrown);
      return false;
    } finally {
      busy.value = null;
    }
  }

  /** Tries what failed once more. */
  const again = (): Promise<boolean> => (last === null ? Promise.resolve(false) : run(...last));

  return { busy, failure, run, again };
}
