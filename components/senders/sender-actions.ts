import type { ActionResult } from '@/lib/actions/result';
import type { RequestSenderIdInput, SenderState } from '@/lib/senders/schema';

/** What can be done to an account's sender IDs. The page gives the server actions to the components that call them. */
export type SenderActions = {
  request: (input: RequestSenderIdInput) => Promise<ActionResult<{ value: string; state: SenderState }>>;
  remove: (input: { id: string }) => Promise<ActionResult<void>>;
};
