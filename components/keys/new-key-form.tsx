'use client';

import { Field } from '@/components/form/field';
import { FormError } from '@/components/form/form-error';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Input, Textarea } from '@/components/ui/input';
import type { Revealed } from '@/lib/keys/revealed';
import { createKeySchema } from '@/lib/keys/schema';
import type { KeyActions } from './key-actions';

type NewKeyFormProps = { create: KeyActions['create']; onCreated: (key: Revealed) => void; onClose: () => void };

export function NewKeyForm({ create, onCreated, onClose }: NewKeyFormProps) {
  const form = useActionForm({
    loadSchema: async () => createKeySchema,
    action: create,
    defaultValues: { name: '', description: '' },
    onDone: onCreated,
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="New API Key for SMS Service">
        <form onSubmit={form.submit} noValidate className="mt-4 space-y-4">
          <FormError message={form.formError} />
          <Field label="Key Name" error={errors.name?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register('name')}
                autoFocus
                autoComplete="off"
                placeholder="Project X SMS integration"
              />
            )}
          </Field>
          <Field label="Key Description" optional error={errors.description?.message}>
            {(control) => (
              <Textarea
                {...control}
                {...form.register('description')}
                rows={2}
                placeholder="Where and how this key will be used"
              />
            )}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button look="primary" type="submit" disabled={isSubmitting}>
              {isSubmitting ? 'Creating…' : 'Create'}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
