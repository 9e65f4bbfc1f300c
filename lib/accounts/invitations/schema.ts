import * as z from 'zod';
import { email, newPassword } from '../../auth/schema';
import { role } from '../members/schema';

/** 256 bits in base64url have 43 characters; longer input is never valid. */
const token = z.string().max(100);

export const inviteSchema = z.object({ email, role });
export type InviteInput = z.input<typeof inviteSchema>;

/** The operator invites to any account. */
export const inviteAdministratorSchema = z.object({ accountId: z.uuid('Choose an account.'), email });
export type InviteAdministratorInput = z.input<typeof inviteAdministratorSchema>;

export const invitationIdSchema = z.object({ id: z.uuid('Choose an invitation.') });

/** For an invited person who is a user already. */
export const invitationTokenSchema = z.object({ token });

/** For an invited person who is not a user yet. */
export const choosePasswordSchema = z.object({ password: newPassword });
export const acceptInvitationSchema = choosePasswordSchema.extend({ token });
