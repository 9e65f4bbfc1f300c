import type { Metadata } from 'next';
import { needsSetup } from '@/lib/accounts/commands';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/schema';
import { SetupLink } from './setup-link';
import { AlreadySetUp } from './setup-states';

export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer' };

export default async function SetupPage() {
  return (await needsSetup()) ? <SetupLink minPasswordLength={MIN_PASSWORD_LENGTH} /> : <AlreadySetUp />;
}
