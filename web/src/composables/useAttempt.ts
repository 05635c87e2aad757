/**
 * An open attempt: its paper, the answers, and their way to the server.
 *
 * Each answer is kept on the phone first and then sent; what is on the screen never waits for the
 * network. The server's answers are merged in, so another phone or tab of the same person may go on.
 */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';

import { api, ask, withToken, type Schemas } from '../api/client';
import { Failure, ofThrown } from '../api/failure';
import { session } from '../api/session';
import { deviceNumber } from '../attempt/device';
import { shelf, type KeptPaper } from '../attempt/kept';
import { acknowledge, blankSheet, choose, join, restore, tapped, unanswered, unsaved, wholeSheet, type Sheet } from '../attempt/sheet';
import { handedIn } from '../attempt/outcome';
import { distrustClock, setServerClock } from './useServerClock';
import { useOfflineQueue } from './useOfflineQueue';

/** How safe the answers are. `unkept`: neither on the server nor, since it is full or forbidden, in this browser. */
export type Safety = 'saved' | 'saving' | 'kept' | 'unkept';

/** Why the attempt is no longer open here: by this hand-in, another phone's or the sweeper, or since one has signed out. */
export type Closed = 'handed_in' | 'elsewhere' | 'too_late' | 'signed_out';

/** How an attempt is over that takes nothing any more; null where the refusal says nothing of that. */
function closingOf({ code }: Failure): Closed | null {
  if (code === 'attempt_submitted' || code === 'attempt_voided') return 'elsewhere';
  return code === 'attempt_too_late' ? 'too_late' : null;
}

/** After being out of sight so long, ask the server how things stand. */
const awayMs = 10_000;

export function useAttempt(person: number, id: string) {
  const kept = shelf(person, id);
  const device = deviceNumber();

  const paper = shallowRef<KeptPaper | null>(null);
  const sheet = shallowRef<Sheet>([]);
  const flags = shallowRef<ReadonlySet<number>>(new Set());
  const at = ref(0);
  const handingIn = ref(false);
  const keepable = ref(true);
  const closed = ref<Closed | null>(null);
  const openFailure = shallowRef<Failure | null>(null);
  /** Whether what is shown may differ from what the server holds, so that it has to be asked. */
  let isStale = false;

  const queue = useOfflineQueue(() => {
    if (paper.value === null || closed.value !== null) return null;
    if (handingIn.value) return sendAll;
    if (isStale) return refresh;
    return unsaved(sheet.value).length > 0 ? sendUnsaved : null;
  });

  const token = () => (paper.value === null ? {} : withToken(paper.value.token));
  const path = { params: { path: { attempt: id } } };

  async function sendUnsaved(): Promise<void> {
    const answers = unsaved(sheet.value);
    const sentAt = performance.now();
    const call = api.PUT('/api/v1/attempts/{attempt}/answers', { ...path, ...token(), body: { device, answers } });
    try {
      const { server_time, newer } = await ask(call);
      setServerClock(server_time, sentAt);
      sheet.value = acknowledge(sheet.value, answers, newer);
    } catch (thrown) {
      // Overtaken by the hand-in, whose answer says how it ended, and has the grade.
      if (handingIn.value && closingOf(ofThrown(thrown)) !== null) return;
      throw closedBy(thrown);
    }
  }

  async function sendAll(): Promise<void> {
    const body = { device, answers: wholeSheet(sheet.value) };
    const call = api.POST('/api/v1/attempts/{attempt}/submission', { ...path, ...token(), body });
    try {
      const result = await ask(call);
      handedIn.value = { result, sections: paper.value?.paper.sections ?? [] };
    } catch (thrown) {
      throw closedBy(thrown);
    }
    close('handed_in');
  }

  /** A refusal because the attempt is over ends it here too; others are only passed on. */
  function closedBy(thrown: unknown): Failure {
    const failure = ofThrown(thrown);
    const why = closingOf(failure);
    if (why !== null) close(why);
    return failure;
  }

  /** What came first stands. */
  function close(why: Closed): void {
    if (closed.value !== null) return;
    closed.value = why;
    kept.clear();
  }

  /** Shows what this browser keeps at once, then asks the server. */
  async function open(): Promise<void> {
    openFailure.value = null;
    const keptPaper = kept.readPaper();
    if (keptPaper !== null && paper.value === null) {
      paper.value = keptPaper;
      takeKept(keptPaper, null);
    }
    isStale = true;
    try {
      await refresh();
    } catch (thrown) {
      openFailure.value = ofThrown(thrown);
    }
    // Where it could not be asked, and there is a copy to go on with, it is asked again and again.
    queue.nudge();
  }

  async function refresh(): Promise<void> {
    const sentAt = performance.now();
    const view = await ask(api.GET('/api/v1/attempts/{attempt}', { ...path, ...token() }));
    setServerClock(view.server_time, sentAt);
    isStale = false;
    openFailure.value = null;
    take(view);
  }

  /** Asks the server how things stand, as soon as there is a line: more time may have been given. */
  function lookAgain(): void {
    isStale = true;
    queue.nudge();
  }

  function take(view: Schemas['AttemptView']): void {
    if (view.state === 'submitted') {
      // Where it was decided here, the hand-in is sent again, and answers with the grade.
      if (!handingIn.value) close('elsewhere');
      return;
    }
    const { attempt, deadline, token: bearer, paper: questions, answers } = view;
    const isNew = paper.value === null;
    paper.value = { attempt, deadline, token: bearer, paper: questions };
    keepable.value = kept.keepPaper(paper.value);
    if (isNew) takeKept(paper.value, answers);
    else sheet.value = restore(sheet.value, answers);
  }

  function takeKept({ paper: { questions } }: KeptPaper, server: Schemas['AnswerView'][] | null): void {
    const own = kept.readSheet();
    const before = own && own.sheet.length === questions.length ? own.sheet : blankSheet(questions.length);
    sheet.value = server === null ? before : restore(before, server);
    flags.value = new Set(own?.flags ?? []);
    handingIn.value = own?.handingIn ?? false;
    at.value = own?.at ?? unanswered(sheet.value)[0] ?? 0;
  }

  watch(
    [sheet, flags, at, handingIn],
    () => {
      if (paper.value === null || closed.value !== null) return;
      keepable.value = kept.keepSheet({
        sheet: sheet.value,
        flags: Array.from(flags.value),
        at: at.value,
        handingIn: handingIn.value,
      });
    },
    // In the same turn as the tap: a phone may die before the next one.
    { flush: 'sync' },
  );

  function tap(letter: string): void {
    const question = paper.value?.paper.questions[at.value];
    if (question === undefined || handingIn.value || closed.value !== null) return;
    const answer = tapped(sheet.value[at.value]?.answer ?? null, letter, question.kind === 'multiple');
    sheet.value = choose(sheet.value, at.value, answer);
    queue.nudge();
  }

  function flag(): void {
    const changed = new Set(flags.value);
    if (!changed.delete(at.value)) changed.add(at.value);
    flags.value = changed;
  }

  /** Decided: from here on the answers do not change, and it is tried until it arrives. */
  function handIn(): void {
    if (paper.value === null || handingIn.value) return;
    handingIn.value = true;
    queue.hurry();
  }

  const safety = computed<Safety>(() => {
    if (unsaved(sheet.value).length === 0) return 'saved';
    if (!keepable.value) return queue.state.value === 'sending' ? 'saving' : 'unkept';
    return queue.failure.value === null ? 'saving' : 'kept';
  });

  const stop = kept.onChangeElsewhere(() => {
    const other = kept.readSheet();
    // Gone: in another tab one has signed out, or handed in.
    if (other === null) {
      if (session.value === null) close('signed_out');
      else lookAgain();
      return;
    }
    sheet.value = join(sheet.value, other.sheet);
    handingIn.value = handingIn.value || other.handingIn;
    queue.nudge();
  });
  let hiddenAt: number | null = null;
  const seen = () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (hiddenAt !== null && Date.now() - hiddenAt > awayMs && closed.value === null) {
      distrustClock();
      lookAgain();
    }
  };
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    stop();
    document.removeEventListener('visibilitychange', seen);
  });

  return { paper, sheet, flags, at, handingIn, closed, safety, openFailure, queue, open, lookAgain, tap, flag, handIn };
}
