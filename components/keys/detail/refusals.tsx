'use client';

import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';
import { formatTimes } from '@/lib/format';
import type { Mending } from '@/lib/keys/mending';
import type { RefusalView } from '@/lib/keys/queries/key-activity';
import { routes } from '@/lib/routes';
import type { SectionProps } from './key-page-actions';
import { REFUSAL_WORDS } from './refusal-words';

/** A refusal with what mends it, if anything on this page does. */
export type MendableRefusal = RefusalView & { mending: Mending | null };

type RefusalsSectionProps = SectionProps & { refusals: MendableRefusal[] };

export function RefusalsSection({ refusals, ...props }: RefusalsSectionProps) {
  return (
    <SectionCard
      id="refusals"
      title="Refusals"
      purpose="Requests of the last 7 days that showed this key and were refused. Equal ones of an hour are counted together."
    >
      {refusals.length === 0 ? (
        <p className="text-soft">
          None in the last 7 days. Requests whose key was mistyped cannot be told apart by key and are not listed here.
        </p>
      ) : (
        <ul className="-my-3 divide-y">
          {refusals.map((refusal) => (
            <RefusalRow key={refusal.id} refusal={refusal} {...props} />
          ))}
        </ul>
      )}
    </SectionCard>
  );
}

function RefusalRow({ refusal, ...props }: SectionProps & { refusal: MendableRefusal }) {
  const { code, ip, detail, count, lastAt, mending } = refusal;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-medium">{REFUSAL_WORDS[code] ?? detail ?? code}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-small text-soft">
          <span className="font-mono">{code}</span>
          <span>
            from <span className="font-mono break-all">{ip ?? 'an address that could not be told'}</span>
          </span>
          <span className="tabular-nums">{formatTimes(count)}</span>
          <Time at={lastAt.toISOString()} now={props.now} />
        </p>
        {REFUSAL_WORDS[code] && code === 'invalid_fields' && detail && (
          <p className="mt-0.5 text-small break-words text-soft">{detail}</p>
        )}
      </div>
      {mending && <MendingAction mending={mending} {...props} />}
    </li>
  );
}

/** The one step that lets such a request in from now on. */
function MendingAction({ mending, detail, actions, manages }: SectionProps & { mending: Mending }) {
  if (mending.kind === 'mended') {
    return (
      <p className="flex items-center gap-1.5 text-good">
        <CircleCheck aria-hidden className="size-4" strokeWidth={1.75} /> Mended since
      </p>
    );
  }
  if (!manages) return null;
  const { id } = detail;
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
          ask={`The key forgets ${detail.restriction.lockedIp}. Whoever uses it next, with the right secret, locks it on their address.`}
        />
      );
    case 'enable':
      return (
        <Mend
          label="Enable"
          done={`“${detail.name}” can send again.`}
          act={() => actions.setEnabled({ id, enabled: true })}
        />
      );
    case 'add_scope': {
      const scopes = [...detail.scopes, mending.scope];
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
      return <MendOption kind={mending.kind} detail={detail} actions={actions} />;
    case 'edit_restriction':
      return <MendingLink href={routes.apiKey(id, 'ip-restriction')}>Edit restriction</MendingLink>;
    case 'set_expiry':
      return <MendingLink href={routes.apiKey(id, 'access')}>Set expiry</MendingLink>;
    case 'rotate':
      return <MendingLink href={routes.apiKey(id, 'rotation')}>Secret lost? Rotate</MendingLink>;
  }
}

type OptionProps = Pick<SectionProps, 'detail' | 'actions'> & { kind: 'allow_query_key' | 'mark_compatible' };

function MendOption({ kind, detail: { id, compatible, allowQueryKey }, actions }: OptionProps) {
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
