import { ref, type Ref } from 'vue';

/** How long somebody has been waiting: nothing is shown, then the shape of what comes, then in words what it is and what one can do. */
export type Patience = 'none' | 'shape' | 'help';

/** A request gives up after 15 s, and says so itself: what one can do meanwhile is told with the words. */
const steps: [number, Patience][] = [
  [300, 'shape'],
  [5_000, 'help'],
];

export interface Wait {
  readonly patience: Ref<Patience>;
  begin(): void;
  end(): void;
}

export function startWait(): Wait {
  const patience = ref<Patience>('none');
  let timers: ReturnType<typeof setTimeout>[] = [];

  function end(): void {
    timers.forEach(clearTimeout);
    timers = [];
    patience.value = 'none';
  }

  function begin(): void {
    end();
    timers = steps.map(([ms, step]) => setTimeout(() => (patience.value = step), ms));
  }

  return { patience, begin, end };
}
