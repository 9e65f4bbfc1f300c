import type { FormEventHandler, ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { FormError } from './field';

type FormDialogProps = {
  title: string;
  description?: ReactNode;
  /** The result of `useActionForm`. */
  form: { submit: FormEventHandler; formError: string | undefined; formState: { isSubmitting: boolean } };
  /** The text of the submit button, also while it submits. */
  labels?: { submit: string; submitting: string };
  danger?: boolean;
  onClose: () => void;
  children: ReactNode;
};

const SAVE = { submit: 'Save', submitting: 'Saving…' };

/** A dialog with a form, Cancel and a submit button. */
export function FormDialog({ title, description, form, labels = SAVE, danger, onClose, children }: FormDialogProps) {
  const { isSubmitting } = form.formState;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} {...(description && { description })}>
        <form onSubmit={form.submit} noValidate className="mt-4 space-y-4">
          <FormError message={form.formError} />
          {children}
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant={danger ? 'danger' : 'primary'} type="submit" disabled={isSubmitting}>
              {isSubmitting ? labels.submitting : labels.submit}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
