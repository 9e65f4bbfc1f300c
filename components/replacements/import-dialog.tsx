'use client';

import type { ChangeEvent } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { Imported } from '@/lib/replacements/commands';
import { type CsvProblem, MAX_CSV_BYTES, parseCsv } from '@/lib/replacements/csv';
import { MAX_ENTRIES } from '@/lib/replacements/rules';
import type { ImportMode } from '@/lib/replacements/schema';
import type { ReplacementActions } from './replacement-actions';

type Values = { text: string; mode: ImportMode };
type ImportDialogProps = {
  run: ReplacementActions['import'];
  onClose: () => void;
};

const LABELS = { submit: 'Import', submitting: 'Importing…' };

/** Takes a file, says what is in it and which lines to mend, and imports all of it or nothing. */
export function ImportDialog({ run, onClose }: ImportDialogProps) {
  const form = useActionForm<Values, Imported>({
    loadSchema: async () => (await import('@/lib/replacements/schema')).importSchema,
    action: run,
    defaultValues: { text: '', mode: 'merge' },
    onDone: (imported) => {
      onClose();
      toast.success('Imported', { description: inWords(imported) });
    },
  });
  const { text, mode } = form.watch();
  const read = text === '' ? null : parseCsv(text);

  async function take(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    form.setValue('text', '');
    form.clearErrors();
    if (!file) return;
    const taken = await readText(file);
    if ('problem' in taken) form.setError('text', { message: taken.problem });
    else form.setValue('text', taken.text);
  }

  return (
    <FormDialog
      title="Import a table"
      description={
        <>
          A CSV file in UTF-8 with one entry a line: <span className="font-mono text-code">search,replacement</span>. At
          most {MAX_ENTRIES.toLocaleString('en-US')} entries.
        </>
      }
      form={form}
      labels={LABELS}
      onClose={onClose}
    >
      <Field
        label="File"
        error={form.formState.errors.text?.message}
        hint={
          read?.problems.length === 0 &&
          (read.pairs.length === 1 ? '1 entry to import.' : `${read.pairs.length} entries to import.`)
        }
      >
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".csv,text/csv"
            onChange={take}
            className="py-1.5 file:mr-3 file:rounded-[6px] file:bg-hover file:px-2 file:text-ink"
          />
        )}
      </Field>
      {read && read.problems.length > 0 && <ProblemList problems={read.problems} />}
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 font-medium">What happens to the table</legend>
        <ChoiceCard
          name="mode"
          title="Add and update"
          checked={mode === 'merge'}
          onChange={() => form.setValue('mode', 'merge')}
        >
          Entries that look for the same get the new replacement. All others stay.
        </ChoiceCard>
        <ChoiceCard
          name="mode"
          title="Replace all"
          checked={mode === 'replace'}
          onChange={() => form.setValue('mode', 'replace')}
        >
          The table becomes what the file says. All other entries go.
        </ChoiceCard>
      </fieldset>
    </FormDialog>
  );
}

function ProblemList({ problems }: { problems: readonly CsvProblem[] }) {
  return (
    <div role="alert" className="rounded-control bg-bad-tint px-3 py-2.5 text-bad">
      <p className="font-medium">
        {problems.length === 1 ? '1 line needs' : `${problems.length} lines need`} mending. Nothing is imported until
        then.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list must be scrolled by keyboard, too. */}
      <ul tabIndex={0} aria-label="Lines to mend" className="mt-1.5 max-h-40 space-y-1 overflow-y-auto text-small">
        {problems.map(({ line, message }) => (
          <li key={line} className="break-words">
            Line {line}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The file's text, which must be UTF-8: anything else would come out as other characters. */
async function readText(file: File): Promise<{ text: string } | { problem: string }> {
  if (file.size > MAX_CSV_BYTES) return { problem: 'The file may have at most 64 KiB.' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text === '' ? { problem: 'The file is empty.' } : { text };
  } catch {
    return { problem: 'The file is not in UTF-8. Save it as “CSV UTF-8” and choose it again.' };
  }
}

function inWords({ added, changed, removed }: Imported): string {
  if (added + changed + removed === 0) return 'The table holds all of it already.';
  return `${added} added, ${changed} updated, ${removed} taken out.`;
}
