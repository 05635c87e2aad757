/**
 * One tap, one answer: on a slow phone a tap can arrive after the page has turned. A tap that was made
 * before what it would hit was shown does not count.
 */
export function useTapGuard(): { shown(): void; isMeant(event: Event): boolean } {
  let shownAt = performance.now();
  return {
    shown() {
      shownAt = performance.now();
    },
    isMeant(event) {
      // Old engines stamp events by the wall clock: theirs cannot be compared, and are believed.
      const isMonotonic = event.timeStamp > 0 && event.timeStamp < 1e12;
      return !isMonotonic || event.timeStamp >= shownAt;
    },
  };
}
