import { onScopeDispose, watch, type Ref } from 'vue';

/** So far, in px, and so much more sideways than up or down, is a swipe. */
const leastPx = 60;
const steepness = 1.8;

/** Calls back on a sideways swipe over `element`, from when it is there. Scrolling and taps are left alone. */
export function useSwipe(element: Ref<HTMLElement | null>, swiped: (direction: 'left' | 'right') => void): void {
  let start: Touch | null = null;

  const begin = (event: TouchEvent) => {
    start = event.touches.length === 1 ? (event.touches[0] ?? null) : null;
  };
  const end = (event: TouchEvent) => {
    const touch = event.changedTouches[0];
    if (start === null || touch === undefined) return;
    const [dx, dy] = [touch.clientX - start.clientX, touch.clientY - start.clientY];
    start = null;
    if (Math.abs(dx) >= leastPx && Math.abs(dx) >= steepness * Math.abs(dy)) swiped(dx < 0 ? 'left' : 'right');
  };

  function leave(from: HTMLElement | null | undefined): void {
    from?.removeEventListener('touchstart', begin);
    from?.removeEventListener('touchend', end);
  }

  watch(
    element,
    (now, before) => {
      leave(before);
      now?.addEventListener('touchstart', begin, { passive: true });
      now?.addEventListener('touchend', end, { passive: true });
    },
    { flush: 'post' },
  );
  onScopeDispose(() => leave(element.value));
}
