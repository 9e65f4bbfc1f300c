'use client';

import type { ChangeEvent } from 'react';
import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { formatCount } from '@/lib/base/format';
import { MAX_PRICE_BYTES, parsePriceCsv } from '@/lib/credit/price-csv';
import { importPricesAction } from './actions';

/** Reads a CSV file of prices, shows its invalid lines, and replaces the table by it. */
export function ImportPrices() {
  const form = useActionForm<{ text: string }, number>({
    loadSchema: async () => (await import('@/lib/credit/schema')).importPricesSchema,
    action: importPricesAction,
    defaultValues: { text: '' },
    onDone: (imported) => {
      form.reset();
      toast.success('Imported', { description: `${formatCount(imported)} prices apply from now on.` });
    },
  });
  const { errors, isSubmitting } = form.formState;
  const text = form.watch('text');
  const read = text === '' ? null : parsePriceCsv(text);

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
    <form onSubmit={form.submit} noValidate className="space-y-4 rounded-card border bg-card p-4 sm:p-5">
      <Field
        label="Import prices"
        error={errors.text?.message}
        hint={
          read?.problems.length === 0
            ? `${formatCount(read.prices.length)} prices. They replace all that are there.`
            : 'A CSV file in UTF-8 with prefix,price on each line, such as 372,0.05. The prefix * is all other numbers.'
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
      {read && read.problems.length > 0 && (
        <ul className="space-y-1 text-bad">
          {read.problems.map(({ line, message }) => (
            <li key={line}>
              Line {line}: {message}
            </li>
          ))}
        </ul>
      )}
      <FormError message={errors.root?.message} />
      <Button type="submit" variant="primary" disabled={isSubmitting || !read || read.problems.length > 0}>
        {isSubmitting ? 'Importing…' : 'Import'}
      </Button>
    </form>
  );
}

/** Returns the text of the file, which must be UTF-8. */
async function readText(file: File): Promise<{ text: string } | { problem: string }> {
  if (file.size > MAX_PRICE_BYTES) return { problem: 'The file may have at most 512 KiB.' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text === '' ? { problem: 'The file is empty.' } : { text };
  } catch {
    return { problem: 'The file is not in UTF-8. Save it as “CSV UTF-8” and choose it again.' };
  }
}
