import { routes } from '../../base/routes';
import { publicUrl } from '../../runtime/env';

/** What whoever invited passes on: the address that opens the invitation, and whose it is. */
export type InvitationLink = { url: string; email: string };

export function invitationLink(token: string, email: string): InvitationLink {
  return { url: publicUrl() + routes.invitation(token), email };
}
