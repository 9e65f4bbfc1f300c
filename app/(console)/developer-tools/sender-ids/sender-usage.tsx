import { Fragment } from 'react';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import type { OwnSenderId } from '@/lib/senders/queries';

type SenderDefaults = Pick<OwnSenderId, 'accountDefault' | 'keys' | 'moreKeys'>;

/** Returns whether the sender ID is the default of a key or of the account. */
export function isInUse({ accountDefault, keys }: SenderDefaults): boolean {
  return accountDefault || keys.length > 0;
}

/** The account and keys with this default sender, as links to their settings. */
export function SenderUsage({ sender: { accountDefault, keys, moreKeys } }: { sender: SenderDefaults }) {
  const links = [
    ...(accountDefault ? [{ href: routes.sendingDefaults(), name: 'the account' }] : []),
    ...keys.map(({ id, name }) => ({ href: routes.apiKey(id, 'sending'), name })),
  ];
  return (
    <>
      {links.map(({ href, name }, index) => (
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
