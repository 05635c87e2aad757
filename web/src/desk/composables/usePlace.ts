import { api, ask, type Schemas } from '../../api/client';
import { ofThrown } from '../../api/failure';
import { useLoad, type Load } from '../../composables/useLoad';

/** Where a unit stands among all; `hidden` while the board may not be seen. */
export type Place = { line: Schemas['UnitRowView'] | null; of: number } | 'hidden';

export function usePlace(contest: string, unit: () => number | null): Load<Place> {
  return useLoad(async () => {
    const query = { limit: 1, unit: unit() ?? 0 };
    try {
      const params = { path: { contest: Number(contest) }, query };
      const view = await ask(api.GET('/api/v1/contests/{contest}/leaderboards/units', { params }));
      return { line: view.rows[0] ?? null, of: view.of };
    } catch (thrown) {
      const failure = ofThrown(thrown);
      if (failure.code === 'board_hidden') return 'hidden';
      throw failure;
    }
  });
}
