import { SectionCard } from '@/components/layout/section';
import { Link } from '@/components/ui/link';
import { PayloadView } from '@/components/webhooks/payload-view';
import { routes } from '@/lib/base/routes';
import type { DeliveryView } from '@/lib/webhooks/log/queries';
import { headerLines } from './header-lines';
import { VerifyLink } from './verify-link';

/** What was signed in the last attempt, and how a receiver verifies it. */
export function SignatureSection({ delivery: { attemptList, body, endpointId } }: { delivery: DeliveryView }) {
  const headers = attemptList.at(-1)?.requestHeaders;
  const header = (wanted: string) => headers?.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')];
  if (!headers || id === undefined || timestamp === undefined) return null;
  return (
    <SectionCard
      id="signature"
      title="Signature"
      purpose={
        <>
          Each signature in <code className="font-mono text-code">webhook-signature</code> is of{' '}
          <code className="font-mono text-code">id.timestamp.body</code>. Your receiver computes it with{' '}
          {endpointId === null ? 'the webhook secret of the key or account' : 'the secret of the endpoint'} over the
          bytes that arrived, compares, and refuses what is older than 5 minutes. Each attempt has its own time and
          signature; the id stays.
        </>
      }
      action={<VerifyLink headers={headerLines(headers)} body={body} />}
    >
      <PayloadView title="Signed text of the last attempt" text={`${id}.${timestamp}.${body}`} />
      <p className="mt-3 text-soft">
        <Link href={routes.apiReference('reports')} className="rounded-[4px] text-accent underline underline-offset-2">
          Programs that verify
        </Link>{' '}
        are in the API reference.
      </p>
    </SectionCard>
  );
}
