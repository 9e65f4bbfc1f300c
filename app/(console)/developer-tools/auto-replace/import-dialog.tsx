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
import { importAction } from './actions';

type Values = { text: string; mode: ImportMode };
type ImportDialogProps = { onClose: () => void };

const LABELS = { submit: 'Import', submitting: 'Importing…' };

/** Reads a CSV file, lists its invalid lines, and imports all of it or nothing. */
export function ImportDialog({ onClose }: ImportDialogProps) {
  const form = useActionForm<Values, Imported>({
    loadSchema: async () => (await import('@/lib/replacements/schema')).importSchema,
    action: importAction,
    defaultValues: { text: '', mode: 'merge' },
    onDone: (imported) => {
      onClose();
      toast.success('Imported', { description: formatResult(imported) });
    },
  });
  const { text, mode } = form.watch();
  const read = text === '' ? null : parseCsv(text);

  async function readFile(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    form.setValue('text', '');
    form.clearErrors();
    if (!file) return;
    const content = await readText(file);
    if ('problem' in content) form.setError('text', { message: content.problem });
    else form.setValue('text', content.text);
  }

  return (
    <FormDialog
      title="Import a table"
      description={
        <>
          A CSV file in UTF-8 with one entry per line: <span className="font-mono text-code">search,replacement</span>.
          At most {MAX_ENTRIES.toLocaleString('en-US')} entries.
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
            onChange={readFile}
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
          Entries with the same search text get the new replacement. All others stay.
        </ChoiceCard>
        <ChoiceCard
          name="mode"
          title="Replace all"
          checked={mode === 'replace'}
          onChange={() => form.setValue('mode', 'replace')}
        >
          The table contains only the entries of the file. All others are deleted.
        </ChoiceCard>
      </fieldset>
    </FormDialog>
  );
}

function ProblemList({ problems }: { problems: readonly CsvProblem[] }) {
  return (
    <div role="alert" className="rounded-control bg-bad-tint px-3 py-2.5 text-bad">
      <p className="font-medium">
        {problems.length === 1 ? '1 line is' : `${problems.length} lines are`} invalid. Fix the invalid lines, then
        import again.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list must be scrollable by keyboard. */}
      <ul tabIndex={0} aria-label="Invalid lines" className="mt-1.5 max-h-40 space-y-1 overflow-y-auto text-small">
        {problems.map(({ line, message }) => (
          <li key={line} className="break-words">
            Line {line}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Reads the text of the file, which must be UTF-8; other encodings would change characters. */
async function readText(file: File): Promise<{ text: string } | { problem: string }> {
  if (file.size > MAX_CSV_BYTES) return { problem: 'The file may have at most 64 KiB.' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text === '' ? { problem: 'The file is empty.' } : { text };
  } catch {
    return { problem: 'The file is not in UTF-8. Save it as “CSV UTF-8” and choose it again.' };
  }
}

function formatResult({ added, changed, removed }: Imported): string {
  if (added + changed + removed === 0) return 'The table already contains all entries.';
  return `${added} added, ${changed} updated, ${removed} removed.`;
}
