import { Facts } from '@/components/ui/facts';
import { eventTitle } from '@/components/webhooks/event-names';
import type { EndpointView } from '@/lib/webhooks/endpoints/view';

type EndpointFactsProps = { endpoint: EndpointView; keys: { id: string; name: string }[] };

/** The settings of an endpoint, for those who may not change them. */
export function EndpointFacts({ endpoint: { events, format, signature, headers }, keys }: EndpointFactsProps) {
  const names = Object.keys(headers);
  return (
    <Facts
      items={[
        { name: 'Events', value: events.map(eventTitle).join(', ') },
        { name: 'Keys', value: keys.length === 0 ? 'all' : keys.map(({ name }) => name).join(', ') },
        { name: 'Format', value: format },
        { name: 'Signature', value: signature === 'v1' ? 'shared secret (v1)' : 'key pair (v1a)' },
        { name: 'Custom headers', value: names.length === 0 ? 'none' : names.join(', ') },
      ]}
    />
  );
}
