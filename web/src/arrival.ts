/**
 * The page that was asked for, while its piece of the app is on the way: it may be slow, it may not come
 * without a line, and after a new release the old piece is gone from the server.
 */
import { shallowRef, type Ref, type ShallowRef } from 'vue';
import { isNavigationFailure, NavigationFailureType, type Router } from 'vue-router';

import { ofThrown, type Failure } from './api/failure';
import { hurried } from './api/hurry';
import { startWait, type Patience } from './composables/patience';

export interface Arrival {
  readonly patience: Ref<Patience>;
  /** Why the page did not come; null where it did. */
  readonly failure: ShallowRef<Failure | null>;
  /** Tries once more. */
  again(): void;
}

/** From before the first page is asked for. `open` loads an address anew, with the app that it has now. */
export function watchArrival(router: Router, open = (href: string) => window.location.assign(href)): Arrival {
  const wait = startWait();
  const failure = shallowRef<Failure | null>(null);
  let hasArrived = false;
  let wanted = '';
  let navigation = 0;

  router.beforeEach(() => {
    navigation += 1;
    wait.begin();
  });
  router.afterEach((_to, _from, refused) => {
    // Overtaken by another, which is still on its way.
    if (isNavigationFailure(refused, NavigationFailureType.cancelled)) return;
    hasArrived = hasArrived || !refused;
    failure.value = null;
    wait.end();
  });
  router.onError((thrown, to) => {
    wanted = router.resolve(to.fullPath).href;
    // A page that was just opened with the app of now lacks nothing that opening it again would bring.
    void fetchAnew(thrown, hasArrived);
  });

  /** A browser may remember that a piece did not come: only the page opened anew asks for it once more. */
  async function fetchAnew(why: unknown, mayOpen: boolean): Promise<void> {
    const mine = navigation;
    const isServed = mayOpen && (await isServerThere());
    if (mine !== navigation) return;
    wait.end();
    if (isServed) open(wanted);
    else failure.value = ofThrown(why);
  }

  function again(): void {
    const why = failure.value;
    failure.value = null;
    wait.begin();
    void fetchAnew(why, true);
  }

  return { patience: wait.patience, failure, again };
}

/** Without asking, a phone off the line would lose the page that it has to one of the browser's own. */
async function isServerThere(): Promise<boolean> {
  try {
    return (await hurried(fetch('/', { cache: 'no-store' }))).ok;
  } catch {
    return false;
  }
}
