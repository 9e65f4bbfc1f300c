import * as z from 'zod';
import { STORABLE } from '../base/storable-text';
import { MAX_CSV_BYTES } from './csv';
import { pairProblem } from './rules';

const MAX_FILTER_LENGTH = 100;

const id = z.uuid('Choose an entry.');
const pair = {
  search: z.string('Enter the character or word to replace.'),
  replacement: z.string('Enter the replacement.'),
};

function checkPair(value: { search: string; replacement: string }, context: z.RefinementCtx): void {
  for (const [field, message] of Object.entries(pairProblem(value) ?? {})) {
    context.addIssue({ code: 'custom', path: [field], message });
  }
}

export const replacementSchema = z.object(pair).superRefine(checkPair);
export const changeReplacementSchema = z.object({ id, ...pair }).superRefine(checkPair);
export const replacementIdSchema = z.object({ id });

export const IMPORT_MODES = ['merge', 'replace'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

export const importSchema = z.object({
  /** Contents of the file. */
  text: z
    .string('Choose a CSV file.')
    .refine((text) => new TextEncoder().encode(text).length <= MAX_CSV_BYTES, 'The file may have at most 64 KiB.'),
  /** `merge`: add and update. `replace`: replace the whole table. */
  mode: z.enum(IMPORT_MODES, 'Choose whether to add and update, or to replace all.'),
});
export type ImportInput = z.input<typeof importSchema>;

/** Filter of the list, from the query. Unknown values are ignored, so that no link is ever an error. */
export const replacementFilterSchema = z.object({
  search: z.string().max(MAX_FILTER_LENGTH).regex(STORABLE).catch('').default(''),
  before: z.uuid().optional().catch(undefined),
  after: z.uuid().optional().catch(undefined),
});
export type ReplacementFilter = z.output<typeof replacementFilterSchema>;
export type ReplacementFilterInput = z.input<typeof replacementFilterSchema>;
