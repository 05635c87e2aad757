import { onScopeDispose } from 'vue';

export interface PaperKeys {
  choose(letter: string): void;
  previous(): void;
  next(): void;
}

/** Keys of the paper on a desk: 1–6 or A–F choose, ← → turn the page, Enter goes on. */
export function usePaperKeys(active: () => boolean, keys: PaperKeys): void {
  const press = (event: KeyboardEvent) => {
    if (!active() || event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (isIn(event, typed) || document.querySelector(inFront) !== null) return;
    const letter = letterOf(event.key);
    if (letter !== null) keys.choose(letter);
    else if (event.key === 'ArrowLeft') keys.previous();
    else if (event.key === 'ArrowRight') keys.next();
    else if (event.key === 'Enter' && !isIn(event, pressed)) keys.next();
    else return;
    event.preventDefault();
  };
  window.addEventListener('keydown', press);
  onScopeDispose(() => window.removeEventListener('keydown', press));
}

/** Where keys write. */
const typed = 'input, select, textarea';
/** What has an Enter of its own. */
const pressed = 'a, button, summary';
/** A sheet or dialog over the page: keys are its own. One that is closed stays, and is not shown. */
const inFront = '[aria-modal="true"]:not([style*="display: none"])';

function isIn({ target }: Event, kind: string): boolean {
  return target instanceof Element && target.closest(kind) !== null;
}

function letterOf(key: string): string | null {
  if (/^[1-6]$/.test(key)) return 'ABCDEF'.charAt(Number(key) - 1);
  return /^[a-f]$/i.test(key) ? key.toUpperCase() : null;
}
