import { ref } from 'vue';

/** So long it is said that something was copied. */
const saidMs = 3_000;

/** Copies a text; old engines and pages without a certificate know only the old way. */
export function useCopy() {
  const said = ref<'copied' | 'failed' | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function copy(text: string): void {
    const field = document.createElement('textarea');
    field.value = text;
    field.readOnly = true;
    field.className = 'spoken';
    document.body.appendChild(field);
    field.select();
    said.value = document.execCommand('copy') ? 'copied' : 'failed';
    field.remove();
    clearTimeout(timer);
    timer = setTimeout(() => (said.value = null), saidMs);
  }

  return { said, copy };
}
