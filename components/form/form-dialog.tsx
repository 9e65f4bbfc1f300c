import type { FormEventHandler, ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { FormError } from './form-error';

type FormDialogProps = {
  title: string;
  description?: ReactNode;
  /** What `useActionForm` gave. */
  form: { submit: FormEventHandler; formError: string | undefined; formState: { isSubmitting: boolean } };
  /** What the button says, and while it is being done. */
  labels?: { submit: string; submitting: string };
  danger?: boolean;
  onClose: () => void;
  children: ReactNode;
};

const SAVE = { submit: 'Save', submitting: 'Saving…' };

/** A dialog that is one form: its fields, then Cancel and the button that sends it. */
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
            <Button look={danger ? 'danger' : 'primary'} type="submit" disabled={isSubmitting}>
              {isSubmitting ? labels.submitting : labels.submit}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
