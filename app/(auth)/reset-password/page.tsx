import type { Metadata } from 'next';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/schema';
import { ResetLink } from './reset-link';

export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' };

export default function ResetPasswordPage() {
  return <ResetLink minPasswordLength={MIN_PASSWORD_LENGTH} />;
}
