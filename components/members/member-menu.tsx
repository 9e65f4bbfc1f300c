'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { Role } from '@/lib/auth/actor';
import type { MemberRowActions } from './member-actions';

export type MemberMenuProps = {
  member: { userId: string; username: string; role: Role };
  accountName: string;
  /** Whether it is the viewer's own row. */
  own: boolean;
  manages: boolean;
  actions: MemberRowActions;
};

const OPEN = overlay<MemberMenuProps>(async () => (await import('./member-menu-open')).MemberMenuOpen);

/** What can be done with one member. Nothing, unless it is oneself or one is an administrator. */
export function MemberMenu({ member: { userId, username, role }, ...rest }: MemberMenuProps) {
  if (!rest.own && !rest.manages) return null;
  return (
    <OnDemand
      overlay={OPEN}
      kind="menu"
      // A row holds more than the menu needs.
      props={{ member: { userId, username, role }, ...rest }}
      button={(opener) => <RowMenuButton name={username} {...opener} />}
    />
  );
}
