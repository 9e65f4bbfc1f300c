import type { InvitationLink } from '@/lib/accounts/invitations/link';
import type { InviteInput } from '@/lib/accounts/invitations/schema';
import type { ActionResult } from '@/lib/actions/result';
import type { Role } from '@/lib/auth/actor';

/** What can be done to members. The page gives the server actions to the components that call them. */
export type MemberActions = {
  invite: (input: InviteInput) => Promise<ActionResult<InvitationLink>>;
  revoke: (input: { id: string }) => Promise<ActionResult<void>>;
  changeRole: (input: { userId: string; role: Role }) => Promise<ActionResult<void>>;
  remove: (input: { userId: string }) => Promise<ActionResult<void>>;
  leave: (input: Record<string, never>) => Promise<ActionResult<void>>;
};

/** What can be done to one member of the list. */
export type MemberRowActions = Pick<MemberActions, 'changeRole' | 'remove' | 'leave'>;
