'use client';

import { Field } from '@/components/form/field';
import { FormError } from '@/components/form/form-error';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Input, Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import type { KeyPageActions } from './key-page-actions';

type RenameDialogProps = { detail: KeyDetail; rename: KeyPageActions['rename']; onClose: () => void };

export function RenameDialog({ detail, rename, onClose }: RenameDialogProps) {
  const form = useActionForm({
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.renameKeySchema),
    action: rename,
    defaultValues: { id: detail.id, name: detail.name, description: detail.description ?? '' },
    onDone: () => {
      onClose();
      toast.success('Saved', { description: 'Applications do not notice: only people see the name.' });
    },
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Rename this key">
        <form onSubmit={form.submit} noValidate className="mt-4 space-y-4">
          <FormError message={form.formError} />
          <Field label="Key Name" error={errors.name?.message}>
            {(control) => <Input {...control} {...form.register('name')} autoFocus autoComplete="off" />}
          </Field>
          <Field label="Key Description" optional error={errors.description?.message}>
            {(control) => <Textarea {...control} {...form.register('description')} rows={2} />}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button look="primary" type="submit" disabled={isSubmitting}>
              {isSubmitting ? 'Saving…' : 'Save'}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
