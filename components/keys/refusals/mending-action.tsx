'use client';

import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';
import type { MendableKey, Mending } from '@/lib/keys/mending';
import { routes } from '@/lib/routes';
import type { KeyPageActions } from '../detail/key-page-actions';

/** What of a key's page mends refusals. */
export type MendingActions = Pick<
  KeyPageActions,
  'addAddress' | 'resetLock' | 'setEnabled' | 'setScopes' | 'setOptions'
>;

type MendingActionProps = {
  mending: Mending | null;
  /** The key that was refused, as it is now. */
  mended: MendableKey;
  actions: MendingActions;
  /** Whether the person may change the key. */
  manages: boolean;
};

/** The one step that lets such a request in from now on. */
export function MendingAction({ mending, mended, actions, manages }: MendingActionProps) {
  if (!mending) return null;
  if (mending.kind === 'mended') {
    return (
      <p className="flex items-center gap-1.5 text-good">
        <CircleCheck aria-hidden className="size-4" strokeWidth={1.75} /> Mended since
      </p>
    );
  }
  if (!manages) return null;
  const { id } = mended;
  switch (mending.kind) {
    case 'add_address':
      return (
        <Mend
          label="Add this address"
          done={`${mending.ip} is let in from now on.`}
          act={() => actions.addAddress({ id, ip: mending.ip })}
        />
      );
    case 'reset_lock':
      return (
        <Mend
          label="Reset lock…"
          done="The next request locks the key on its address."
          act={() => actions.resetLock({ id })}
          ask={`The key forgets ${mended.restriction.lockedIp}. Whoever uses it next, with the right secret, locks it on their address.`}
        />
      );
    case 'enable':
      return (
        <Mend
          label="Enable"
          done={`“${mended.name}” can send again.`}
          act={() => actions.setEnabled({ id, enabled: true })}
        />
      );
    case 'add_scope': {
      const scopes = [...mended.scopes, mending.scope];
      return (
        <Mend
          label={`Add ${mending.scope}…`}
          done={`The key may now use ${mending.scope}.`}
          act={() => actions.setScopes({ id, scopes })}
          ask={`Everything that uses this key gets the scope ${mending.scope}.`}
        />
      );
    }
    case 'allow_query_key':
    case 'mark_compatible':
      return <MendOption kind={mending.kind} mended={mended} actions={actions} />;
    case 'edit_restriction':
      return <MendingLink href={routes.apiKey(id, 'ip-restriction')}>Edit restriction</MendingLink>;
    case 'set_expiry':
      return <MendingLink href={routes.apiKey(id, 'access')}>Set expiry</MendingLink>;
    case 'rotate':
      return <MendingLink href={routes.apiKey(id, 'rotation')}>Secret lost? Rotate</MendingLink>;
    case 'approve_sender':
      return <MendingLink href={routes.senderIds()}>Request sender ID</MendingLink>;
    case 'verify_account':
      return <MendingLink href={routes.verification()}>Get verified</MendingLink>;
  }
}

type OptionProps = Pick<MendingActionProps, 'mended' | 'actions'> & { kind: 'allow_query_key' | 'mark_compatible' };

function MendOption({ kind, mended: { id, compatible, allowQueryKey }, actions }: OptionProps) {
  if (kind === 'allow_query_key') {
    return (
      <Mend
        label="Allow in URLs…"
        done="The key may stand in the URL query."
        act={() => actions.setOptions({ id, compatible, allowQueryKey: true })}
        ask="URLs are kept in logs, histories and proxies: whoever reads them can send with this key. Better is to send it in the X-API-Key header."
      />
    );
  }
  return (
    <Mend
      label="Mark compatible…"
      done="The key takes SHA-1 signatures and MD5 digests."
      act={() => actions.setOptions({ id, compatible: true, allowQueryKey })}
      ask="SHA-1 and MD5 are weak. Better is to sign with hmac-sha256 and a SHA-256 digest."
    />
  );
}

function MendingLink({ href, children }: { href: string; children: string }) {
  return (
    <Button asChild size="small">
      <Link href={href}>{children}</Link>
    </Button>
  );
}

type MendProps = {
  label: string;
  done: string;
  act: () => Promise<ActionResult<void>>;
  /** What to know before; asked when given. */
  ask?: string;
};

function Mend({ label, done, act, ask }: MendProps) {
  const [asking, setAsking] = useState(false);
  const { pending, run } = useCommand();
  const title = label.replace('…', '');

  function mend() {
    run('Nothing was changed', act, () => {
      setAsking(false);
      toast.success('Mended', { description: done });
    });
  }

  return (
    <>
      <Button size="small" disabled={pending} onClick={() => (ask ? setAsking(true) : mend())}>
        {label}
      </Button>
      {ask && (
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={`${title}?`}
          confirm={title}
          pending={pending}
          onConfirm={mend}
        >
          {ask}
        </Confirm>
      )}
    </>
  );
}
