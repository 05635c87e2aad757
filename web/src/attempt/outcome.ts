import { shallowRef } from 'vue';

import type { Schemas } from '../api/client';

/** How a paper ended, as far as the phone knows without asking again. */
export interface Outcome {
  result: Schemas['ResultView'];
  sections: Schemas['SectionView'][];
}

/** Of the last hand-in of this page, for the result that follows it. */
export const handedIn = shallowRef<Outcome | null>(null);
