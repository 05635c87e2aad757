import { tooSlow } from './failure';

export const usualPatienceMs = 15_000;

/** Safari 12 cannot abort a request: one that is too slow is no longer listened to. */
export async function hurried(response: Promise<Response>, patienceMs = usualPatienceMs): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(tooSlow()), patienceMs);
  });
  try {
    return await Promise.race([response, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
