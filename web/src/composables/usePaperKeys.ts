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
    const letter = letterOf(event.key);
    if (letter !== null) keys.choose(letter);
    else if (event.key === 'ArrowLeft') keys.previous();
    else if (event.key === 'ArrowRight') keys.next();
    // Enter on a button is that button's.
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) keys.next();
    else return;
    event.preventDefault();
  };
  window.addEventListener('keydown', press);
  onScopeDispose(() => window.removeEventListener('keydown', press));
}

function letterOf(key: string): string | null {
  if (/^[1-6]$/.test(key)) return 'ABCDEF'.charAt(Number(key) - 1);
  return /^[a-f]$/i.test(key) ? key.toUpperCase() : null;
}
