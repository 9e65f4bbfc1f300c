import { ArrowLeft } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';

export function BackToWebhooks() {
  return (
    <Link href={routes.webhooks()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
      <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> Webhooks
    </Link>
  );
}
