import Link from 'next/link';
import { Fragment } from 'react';
import { routes } from '@/lib/routes';
import type { OwnSenderId } from '@/lib/senders/queries';

type Used = Pick<OwnSenderId, 'accountDefault' | 'keys' | 'moreKeys'>;

/** Whether a key or the account has the sender ID as its default. */
export function isInUse({ accountDefault, keys }: Used): boolean {
  return accountDefault || keys.length > 0;
}

/** Who has the sender ID as their default, each the way to where that is changed. */
export function SenderUsers({ sender: { accountDefault, keys, moreKeys } }: { sender: Used }) {
  const users = [
    ...(accountDefault ? [{ href: routes.sendingDefaults(), name: 'the account' }] : []),
    ...keys.map(({ id, name }) => ({ href: routes.apiKey(id, 'sending'), name })),
  ];
  return (
    <>
      {users.map(({ href, name }, index) => (
        <Fragment key={href}>
          {index > 0 && ', '}
          <Link href={href} className="rounded-[4px] break-words text-accent underline underline-offset-2">
            {name}
          </Link>
        </Fragment>
      ))}
      {moreKeys && ' and more'}
    </>
  );
}
