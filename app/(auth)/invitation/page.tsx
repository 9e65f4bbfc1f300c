import type { Metadata } from 'next';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/schema';
import { InvitationOpener } from './invitation-opener';

export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' };

export default function InvitationPage() {
  return <InvitationOpener minPasswordLength={MIN_PASSWORD_LENGTH} />;
}
