import { routes } from '../../base/routes';
import { publicUrl } from '../../runtime/env';

/** The address that opens an invitation, and the e-mail address that it is for. */
export type InvitationLink = { url: string; email: string };

export function invitationLink(token: string, email: string): InvitationLink {
  return { url: publicUrl() + routes.invitation(token), email };
}
