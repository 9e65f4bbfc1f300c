import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';

const TABS = {
  endpoints: { label: 'Endpoints', href: routes.webhooks() },
  deliveries: { label: 'Deliveries', href: routes.webhookDeliveries() },
  receiver: { label: 'Receiver', href: routes.webhookReceiver() },
  verify: { label: 'Verify', href: routes.verifySignature() },
};

/** The pages of webhooks. */
export function WebhookTabs({ current }: { current: keyof typeof TABS }) {
  return (
    <nav aria-label="Webhooks" className="mb-5 border-b">
      <ul className="-mb-px flex flex-wrap gap-x-5">
        {Object.entries(TABS).map(([name, { label, href }]) => (
          <li key={name}>
            <Link
              href={href}
              aria-current={name === current ? 'page' : undefined}
              className={cn(
                'block border-b-2 py-2 transition-colors duration-150 hover:text-ink',
                name === current ? 'border-accent font-medium text-ink' : 'border-transparent text-soft',
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
