'use client';

import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';
import { routes } from '@/lib/base/routes';
import type { FixableKey, SuggestedFix } from '@/lib/refusals/suggested-fix';
import { addAddressAction, resetLockAction, setOptionsAction, setScopesAction } from '../api-keys/[keyId]/actions';
import { setKeyEnabledAction } from '../api-keys/actions';

type RefusalFixProps = {
  fix: SuggestedFix | null;
  /** The key of the refused request, as it is now. */
  target: FixableKey;
  /** Whether the user may change the key. */
  manages: boolean;
};

/** The one action that makes such a request succeed from now on. */
export function RefusalFix({ fix, target, manages }: RefusalFixProps) {
  if (!fix) return null;
  if (fix.kind === 'resolved') {
    return (
      <p className="flex items-center gap-1.5 text-good">
        <CircleCheck aria-hidden className="size-4" strokeWidth={1.75} /> Resolved
      </p>
    );
  }
  if (!manages) return null;
  const { id } = target;
  switch (fix.kind) {
    case 'add_address':
      return (
        <FixButton
          label="Add this address"
          done={`${fix.ip} is allowed from now on.`}
          act={() => addAddressAction({ id, ip: fix.ip })}
        />
      );
    case 'reset_lock':
      return (
        <FixButton
          label="Reset lock…"
          done="The next request locks the key on its address."
          act={() => resetLockAction({ id })}
          warning={`The lock on ${target.restriction.lockedIp} is removed. The next request with the right secret locks the key on its address.`}
        />
      );
    case 'enable':
      return (
        <FixButton
          label="Enable"
          done={`“${target.name}” can send again.`}
          act={() => setKeyEnabledAction({ id, enabled: true })}
        />
      );
    case 'add_scope': {
      const scopes = [...target.scopes, fix.scope];
      return (
        <FixButton
          label={`Add ${fix.scope}…`}
          done={`The key may now use ${fix.scope}.`}
          act={() => setScopesAction({ id, scopes })}
          warning={`Everything that uses this key gets the scope ${fix.scope}.`}
        />
      );
    }
    case 'allow_query_key':
    case 'mark_compatible':
      return <OptionFix kind={fix.kind} target={target} />;
    case 'edit_restriction':
      return <FixLink href={routes.apiKey(id, 'ip-restriction')}>Edit restriction</FixLink>;
    case 'set_expiry':
      return <FixLink href={routes.apiKey(id, 'access')}>Set expiry</FixLink>;
    case 'rotate':
      return <FixLink href={routes.apiKey(id, 'rotation')}>Secret lost? Rotate</FixLink>;
    case 'approve_sender':
      return <FixLink href={routes.senderIds()}>Request sender ID</FixLink>;
    case 'verify_account':
      return <FixLink href={routes.verification()}>Request verification</FixLink>;
  }
}

type OptionFixProps = Pick<RefusalFixProps, 'target'> & { kind: 'allow_query_key' | 'mark_compatible' };

function OptionFix({ kind, target: { id, compatible, allowQueryKey } }: OptionFixProps) {
  if (kind === 'allow_query_key') {
    return (
      <FixButton
        label="Allow in URLs…"
        done="The key is accepted in the URL query."
        act={() => setOptionsAction({ id, compatible, allowQueryKey: true })}
        warning="URLs are stored in logs, histories and proxies: everyone who can read them can send with this key. Send it in the X-API-Key header if possible."
      />
    );
  }
  return (
    <FixButton
      label="Mark compatible…"
      done="The key accepts SHA-1 signatures and MD5 digests."
      act={() => setOptionsAction({ id, compatible: true, allowQueryKey })}
      warning="SHA-1 and MD5 are weak. Sign with hmac-sha256 and a SHA-256 digest if possible."
    />
  );
}

function FixLink({ href, children }: { href: string; children: string }) {
  return (
    <Button asChild size="small">
      <Link href={href}>{children}</Link>
    </Button>
  );
}

type FixButtonProps = {
  label: string;
  done: string;
  act: () => Promise<ActionResult<void>>;
  /** Shown for confirmation before the change. */
  warning?: string;
};

function FixButton({ label, done, act, warning }: FixButtonProps) {
  const [confirming, setConfirming] = useState(false);
  const { pending, run } = useCommand();
  const title = label.replace('…', '');

  function apply() {
    run('Nothing was changed', act, () => {
      setConfirming(false);
      toast.success('Fixed', { description: done });
    });
  }

  return (
    <>
      <Button size="small" disabled={pending} onClick={() => (warning ? setConfirming(true) : apply())}>
        {label}
      </Button>
      {warning && (
        <Confirm
          open={confirming}
          onOpenChange={setConfirming}
          title={`${title}?`}
          confirm={title}
          pending={pending}
          onConfirm={apply}
        >
          {warning}
        </Confirm>
      )}
    </>
  );
}
