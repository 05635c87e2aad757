import type { Schemas } from '../../api/client';

export interface ToReview {
  reviewed: Schemas['ReviewedQuestion'];
  /** Its place on the paper, from 0. */
  index: number;
  question: Schemas['QuestionView'] | undefined;
}

export const isWithdrawn = ({ counting }: Pick<Schemas['ReviewedQuestion'], 'counting'>): boolean => counting !== 'by_key';

/** All, or what is worth a look: what was not wholly right, and what does not count as it was answered. */
export function toReview({ paper, questions }: Schemas['ReviewView'], all: boolean): ToReview[] {
  const listed = questions.map((reviewed, index) => ({ reviewed, index, question: paper.questions[index] }));
  return all ? listed : listed.filter(({ reviewed }) => reviewed.verdict !== 'right' || isWithdrawn(reviewed));
}
