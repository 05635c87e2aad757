import { watch } from 'vue';

const focusable =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex]:not([tabindex="-1"])';

/**
 * For what stands in front of the page while `show`: the keyboard stays within it, and where one was
 * before is where one is again.
 */
export function useFocusTrap(show: () => boolean) {
  let opener: Element | null = null;

  watch(
    show,
    (shown) => {
      if (shown) opener = document.activeElement;
      else if (opener instanceof HTMLElement && document.contains(opener)) opener.focus({ preventScroll: true });
    },
    { flush: 'sync' },
  );

  /** On each key pressed within it. */
  function keepInside(event: KeyboardEvent): void {
    if (event.key !== 'Tab' || !(event.currentTarget instanceof HTMLElement)) return;
    const stops = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(focusable));
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const at = document.activeElement;
    // What is focused without being a stop is the whole of it, or its text.
    const isBeforeAll = at === first || !(at instanceof HTMLElement && stops.includes(at));
    if (!(event.shiftKey ? isBeforeAll : at === last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }

  return { keepInside };
}
