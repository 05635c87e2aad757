import { api, ask, type Schemas } from '../api/client';
import { learnTexts } from './useContestTexts';
import { setServerClock } from './useServerClock';
import { useLoad, type Load } from './useLoad';

export type Contest = Schemas['ContestView'];

/** A contest with its rules. */
export function useContest(contest: string): Load<Contest> {
  return useLoad(() => fetchContest(contest));
}

export async function fetchContest(contest: string): Promise<Contest> {
  const sentAt = performance.now();
  const params = { path: { contest: Number(contest) } };
  const call = api.GET('/api/v1/contests/{contest}', { params });
  const view = await ask(call);
  // A body out of the browser's cache is old: then the header tells the time.
  const { response } = await call;
  setServerClock(response.headers.get('Server-Time') ?? view.server_time, sentAt);
  learnTexts(contest, view.texts);
  return view;
}
