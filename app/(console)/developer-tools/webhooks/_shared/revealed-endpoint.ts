import type { RevealedSecret } from '@/components/webhooks/reveal-secret-dialog';

/** What is shown of an endpoint whose secret was just made. */
export type RevealedEndpoint = RevealedSecret & { id: string };
