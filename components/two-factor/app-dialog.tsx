'use client';

import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { CopyButton } from '@/components/ui/copy-button';
import { Input } from '@/components/ui/input';
import type { ActionResult } from '@/lib/actions/result';
import type { TwoFactorSetup } from '@/lib/auth/two-factor/commands';

type AppDialogProps = {
  setup: TwoFactorSetup;
  confirm: (input: { code: string }) => Promise<ActionResult<string[]>>;
  onConfirmed: (codes: string[]) => void;
  onClose: () => void;
};

/** Shows the secret for an authenticator app and asks for its first code, which turns two-factor sign-in on. */
export function AppDialog({ setup, confirm, onConfirmed, onClose }: AppDialogProps) {
  const form = useActionForm({
    loadSchema: () => import('@/lib/auth/two-factor/schema').then((module) => module.confirmTwoFactorSchema),
    action: confirm,
    defaultValues: { code: '' },
    onDone: onConfirmed,
  });
  return (
    <FormDialog
      title="Scan this with your app"
      description="Then enter the code that the app shows. Two-factor sign-in stays off until then."
      form={form}
      labels={{ submit: 'Turn on', submitting: 'Checking…' }}
      onClose={onClose}
    >
      <div className="flex flex-wrap items-center gap-4">
        {/* Black on white in the dark theme too, because some cameras cannot read other colors. */}
        {/* biome-ignore lint/performance/noImgElement: a generated data URL. */}
        <img
          src={`data:image/svg+xml,${encodeURIComponent(setup.qrCode)}`}
          alt="QR code with the secret"
          className="size-40 shrink-0 rounded-control border bg-white"
        />
        <div className="min-w-0 flex-1 basis-48">
          <p className="text-small text-soft">Or type this secret into the app</p>
          <p className="mt-1 max-w-[20ch] font-mono text-code leading-6" data-testid="totp-secret">
            {groupsOfFour(setup.secret)}
          </p>
          <CopyButton value={setup.secret} label="Copy secret" size="small" className="mt-2" />
        </div>
      </div>
      <Field label="Code from the app" error={form.formState.errors.code?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            className="font-mono tracking-widest"
          />
        )}
      </Field>
    </FormDialog>
  );
}

function groupsOfFour(secret: string): string {
  return secret.replace(/.{4}(?=.)/g, '$& ');
}
