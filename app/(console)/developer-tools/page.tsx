import { redirect } from 'next/navigation';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';

/** The section has no page of its own. */
export default async function DeveloperToolsPage() {
  await requireUser(routes.apiKeys());
  redirect(routes.apiKeys());
}
