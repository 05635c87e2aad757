/**
 * A paper opened by its address, with nothing of ours before it: home is put there, so that going back
 * asks, as it does from a paper that was begun here, instead of closing the page. Before the router
 * reads the history; the states are written as it writes them.
 */
export function putHomeBehind(): void {
  const { pathname, search } = window.location;
  const [, home] = /^(\/c\/\d+)\/attempts\/[^/]+$/.exec(pathname) ?? [];
  const isOurs = (window.history.state as { back?: string } | null)?.back;
  if (home === undefined || isOurs) return;
  const paper = pathname + search;
  window.history.replaceState({ back: null, current: home, forward: paper, replaced: true, position: 0, scroll: null }, '', home);
  window.history.pushState({ back: home, current: paper, forward: null, replaced: false, position: 1, scroll: null }, '', paper);
}
