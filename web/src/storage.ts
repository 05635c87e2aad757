/**
 * What this browser keeps, as JSON under `ankao.`. It may be full or forbidden (private windows, old
 * chat apps): writing says whether it worked, and whoever writes tells the person.
 */
const prefix = 'ankao.';

/** What was kept under `key`; null where nothing was, or nothing readable. */
export function readKept<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(prefix + key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(prefix + key);
  } catch {
    // A storage that cannot be reached holds nothing.
  }
}

/** The kept keys that begin with `start`. */
export function keptKeys(start: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix + start))
      .map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}

/** Calls back when another tab of this browser writes or forgets `key`. Answers with the way to stop. */
export function onKeptElsewhere(key: string, changed: () => void): () => void {
  const listen = (event: StorageEvent) => {
    if (event.key === prefix + key) changed();
  };
  window.addEventListener('storage', listen);
  return () => window.removeEventListener('storage', listen);
}
