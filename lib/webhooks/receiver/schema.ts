import * as z from 'zod';
import { ANSWER_STATUSES } from './rules';

export const answerStatusSchema = z.object({
  answerStatus: z.literal(ANSWER_STATUSES, `Choose one of ${ANSWER_STATUSES.join(', ')}.`),
});
export type AnswerStatusInput = z.input<typeof answerStatusSchema>;
