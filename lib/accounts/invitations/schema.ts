import { z } from 'zod';
import { email, newPassword } from '../../auth/schema';
import { role } from '../members/schema';

/** 256 bits in base64url; anything longer was never ours. */
const token = z.string().max(100);

export const inviteSchema = z.object({ email, role });
export type InviteInput = z.input<typeof inviteSchema>;

/** The operator invites to any account. */
export const inviteAdministratorSchema = z.object({ accountId: z.uuid('Choose an account.'), email });
export type InviteAdministratorInput = z.input<typeof inviteAdministratorSchema>;

export const invitationIdSchema = z.object({ id: z.uuid('Choose an invitation.') });

/** An invited person who is already somebody here. */
export const invitationTokenSchema = z.object({ token });

/** An invited person who is new here. */
export const choosePasswordSchema = z.object({ password: newPassword });
export const acceptInvitationSchema = choosePasswordSchema.extend({ token });
