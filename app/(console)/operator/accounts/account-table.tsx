import { CircleDashed, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { VerifiedBadge } from '@/components/verification/state-badge';
import type { AccountRow } from '@/lib/accounts/directory/queries';
import { formatCount } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { CreditButton, InviteAdministratorButton, VerifyButton } from './account-actions';

/** `balance`: `EUR 12.00`, null while credit is off. */
type ListedAccount = AccountRow & { balance: string | null };

type AccountListProps = {
  accounts: ListedAccount[];
  now: string;
};

/** The table of accounts, from 640 px on. */
export function AccountTable({ accounts, now, footer }: AccountListProps & { footer: ReactNode }) {
  return (
    <TableCard className="hidden sm:block" footer={<div className="border-t">{footer}</div>}>
      <thead>
        <tr>
          <Th>Account</Th>
          <Th>Verification</Th>
          <Th className="hidden text-right md:table-cell">Members</Th>
          <Th className="hidden pl-6! text-right md:table-cell">Keys</Th>
          <Th className="hidden pl-6! text-right lg:table-cell">Balance</Th>
          <Th className="hidden pl-6! text-right xl:table-cell">Created</Th>
          <ThActions />
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <Tr key={account.id}>
            <Td className="w-full max-w-0 truncate font-medium" title={account.name}>
              {account.name}
            </Td>
            <Td className="pr-6! whitespace-nowrap">
              <Verification account={account} now={now} />
            </Td>
            <Td className="hidden text-right tabular-nums md:table-cell">{formatCount(account.members)}</Td>
            <Td className="hidden pl-6! text-right tabular-nums md:table-cell">{formatCount(account.keys)}</Td>
            <Td className="hidden pl-6! text-right whitespace-nowrap tabular-nums lg:table-cell">{account.balance}</Td>
            <Td className="hidden pl-6! text-right whitespace-nowrap text-soft xl:table-cell">
              <Time at={account.createdAt.toISOString()} now={now} show="date" />
            </Td>
            <Td className="text-right whitespace-nowrap">
              <Actions account={account} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The accounts as cards below 640 px. */
export function AccountCards({ accounts, now }: AccountListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {accounts.map((account) => (
        <li key={account.id} className="rounded-card border bg-card px-4 py-3">
          <p className="truncate font-medium">{account.name}</p>
          <div className="mt-1">
            <Verification account={account} now={now} />
          </div>
          <p className="mt-1.5 flex justify-between gap-3 text-small text-soft tabular-nums">
            <span>
              {formatCount(account.members)} {account.members === 1 ? 'member' : 'members'} ·{' '}
              {formatCount(account.keys)} {account.keys === 1 ? 'key' : 'keys'}
            </span>
            <Time at={account.createdAt.toISOString()} now={now} show="date" />
          </p>
          <div className="mt-2.5">
            <Actions account={account} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Verification({ account: { verifiedAt, pendingRequestId }, now }: { account: AccountRow; now: string }) {
  if (verifiedAt) {
    return (
      <span className="inline-flex items-center gap-2">
        <VerifiedBadge />
        <Time at={verifiedAt.toISOString()} now={now} show="date" className="text-small text-soft" />
      </span>
    );
  }
  return (
    <span className="inline-flex items-center gap-2">
      <Badge>
        <CircleDashed aria-hidden strokeWidth={2} /> Not verified
      </Badge>
      {pendingRequestId && (
        <Link
          href={routes.operatorRequest(pendingRequestId)}
          className="inline-flex items-center gap-1 text-small font-medium text-wait underline-offset-2 hover:underline"
        >
          <Clock aria-hidden className="size-3.5" strokeWidth={2} /> Requested
        </Link>
      )}
    </span>
  );
}

function Actions({ account: { id, name, verifiedAt, pendingRequestId, balance } }: { account: ListedAccount }) {
  return (
    <span className="inline-flex flex-wrap gap-2 sm:flex-nowrap">
      {!verifiedAt && <VerifyButton id={id} name={name} requested={pendingRequestId !== null} />}
      <CreditButton account={{ id, name }} balance={balance} />
      <InviteAdministratorButton account={{ id, name }} />
    </span>
  );
}
