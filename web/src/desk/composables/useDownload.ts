import { ref, shallowRef } from 'vue';

import { client } from '../../api/client';
import { ofResponse, ofThrown, type Failure } from '../../api/failure';

/** A file of a great contest is counted before its first byte. */
const patienceMs = 180_000;
/** Time for the browser to begin reading what it is given. */
const readMs = 60_000;

/** The API for what takes its time. */
export const patient = client(patienceMs);

type Answer = Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** Saves files that only those signed in may have. Which one is under way is told by its name. */
export function useDownload() {
  const busy = ref<string | null>(null);
  const failure = shallowRef<Failure | null>(null);

  let last: [name: string, call: () => Answer, of?: string] | null = null;

  /** `call` asks for a Blob (`parseAs: 'blob'`); `of` stands before the file's name, to tell those of several contests apart. */
  async function download(name: string, call: () => Answer, of = ''): Promise<void> {
    if (busy.value !== null) return;
    last = [name, call, of];
    busy.value = name;
    failure.value = null;
    try {
      const { data, error, response } = await call();
      if (!response.ok || !(data instanceof Blob)) throw ofResponse(response, error);
      save(data, of + (nameOf(response) ?? name));
    } catch (thrown) {
      failure.value = ofThrown(thrown);
    } finally {
      busy.value = null;
    }
  }

  const again = (): Promise<void> => (last === null ? Promise.resolve() : download(...last));

  return { busy, failure, download, again };
}

/** The name that the server gives the file. */
export function nameOf(response: Response): string | null {
  const written = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('Content-Disposition') ?? '');
  return written?.[1] === undefined ? null : decodeURIComponent(written[1]);
}

/** Gives the browser a file to keep. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.appendChild(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), readMs);
}
