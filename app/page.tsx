import { redirect } from 'next/navigation';
import { routes } from '@/lib/base/routes';

export default function RootPage() {
  redirect(routes.overview());
}
