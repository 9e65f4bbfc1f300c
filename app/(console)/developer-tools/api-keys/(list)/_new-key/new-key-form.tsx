'use client';

import { useWatch } from 'react-hook-form';
import { Field, FormError } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Input, Textarea } from '@/components/ui/input';
import type { Revealed } from '@/lib/keys/new-secret';
import { type CreateKeyInput, createKeySchema } from '@/lib/keys/schema';
import { createKeyAction } from '../actions';
import { NewKeyOptions } from './new-key-options';
import { TypeCards } from './type-cards';

type NewKeyFormProps = {
  senders: string[];
  /** `copyable`: whether the key can be copied later. */
  onCreated: (key: Revealed, copyable: boolean) => void;
  onClose: () => void;
};

/** The initial values of the form: an auth key that can send. */
const DEFAULTS = {
  name: '',
  description: '',
  type: 'auth',
  environment: 'live',
  showOnce: false,
  compatible: false,
  scopes: ['sms:send', 'sms:read'],
  expiresAt: null,
  defaultSender: '',
} satisfies CreateKeyInput;

export function NewKeyForm({ senders, onCreated, onClose }: NewKeyFormProps) {
  const form = useActionForm({
    loadSchema: async () => createKeySchema,
    action: createKeyAction,
    defaultValues: DEFAULTS,
    onDone: (key) => onCreated(key, key.type === 'auth' && !form.getValues('showOnce')),
  });
  const { errors, isSubmitting } = form.formState;
  const type = useWatch({ control: form.control, name: 'type' }) ?? 'auth';
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
          <TypeCards field={form.register('type')} error={errors.type?.message} />
          <NewKeyOptions form={form} type={type} senders={senders} />
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" type="submit" disabled={isSubmitting}>
              {isSubmitting ? 'Creating…' : 'Create'}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
