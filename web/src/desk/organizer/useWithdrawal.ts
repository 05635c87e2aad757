import { computed, ref, shallowRef, watch } from 'vue';

import { ask, type Schemas } from '../../api/client';
import { useForm } from '../../composables/useForm';
import { patient } from '../composables/useDownload';
import { frameText } from '../text/frame';
import { withdrawText } from '../text/questions';

type Counting = Schemas['Counting'];

export interface Trial {
  counting: Counting;
  view: Schemas['PreviewView'];
}

/** As the server has it. */
const longestReason = 500;

/** Deciding how a question counts: what it would change is looked at first, and nothing else can be confirmed. */
export function useWithdrawal(contest: number, question: () => string, done: (decided: Schemas['WithdrawnView']) => void) {
  const counting = ref<Counting | null>(null);
  const reason = ref('');
  const trial = shallowRef<Trial | null>(null);

  const call = () => ({ path: { contest, question: question() } });
  const isChosen = () => ({ counting: counting.value === null && withdrawText.choose });

  const trying = useForm(isChosen, async () => {
    const chosen = counting.value;
    if (chosen === null) return;
    const asked = question();
    const params = { ...call(), query: { counting: chosen } };
    const view = await ask(patient.GET('/api/v1/contests/{contest}/questions/{question}/withdrawal', { params }));
    // Another may have been chosen meanwhile.
    if (counting.value === chosen && question() === asked) trial.value = { counting: chosen, view };
  });

  const deciding = useForm(
    () => ({ ...isChosen(), reason: wrongReason(reason.value.trim()) }),
    async () => {
      if (trial.value === null) return;
      const body = { counting: trial.value.counting, reason: reason.value.trim() };
      done(await ask(patient.PUT('/api/v1/contests/{contest}/questions/{question}/withdrawal', { params: call(), body })));
    },
  );

  watch(counting, () => {
    trial.value = null;
    trying.failure.value = null;
    trying.errors.value = {};
    deciding.failure.value = null;
  });

  function reset(): void {
    counting.value = null;
    reason.value = '';
    trial.value = null;
    for (const form of [trying, deciding]) {
      form.failure.value = null;
      form.errors.value = {};
    }
  }

  const mayConfirm = computed(() => trial.value !== null && !trying.busy.value && !deciding.busy.value);
  return { counting, reason, trial, trying, deciding, mayConfirm, reset };
}

function wrongReason(reason: string): string | false {
  if (reason === '') return frameText.reasonMissing;
  // As the server counts: a character beyond the first plane is one.
  return Array.from(reason).length > longestReason && withdrawText.reasonLong(longestReason);
}
