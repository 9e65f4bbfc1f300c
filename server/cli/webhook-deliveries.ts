import { type Command, Option } from 'commander';
import { deliveryJson } from '@/lib/api/webhook-json';
import { findEndpointId } from '@/lib/webhooks/endpoints/queries';
import { WEBHOOK_EVENTS, type WebhookEvent } from '@/lib/webhooks/events';
import { cancelDeliveries } from '@/lib/webhooks/log/commands';
import { listDeliveries } from '@/lib/webhooks/log/queries';
import { DELIVERY_STATES, type DeliveryState } from '@/lib/webhooks/log/schema';
import { inAccount } from './actor';
import { print, table } from './print';

type Options = { json?: boolean; account?: string; endpoint?: string; event?: WebhookEvent };

/** Adds `webhook deliveries` and `webhook cancel` to the group. */
export function addDeliveryCommands(webhook: Command, addCommon: (command: Command, example: string) => Command): void {
  const eventOption = () => new Option('--event <event>', 'only those of this event').choices(WEBHOOK_EVENTS);
  addCommon(webhook.command('deliveries'), 'webhook deliveries --state failed')
    .description('list deliveries of reports, newest first, 50 a page')
    .addOption(new Option('--state <state>', 'only those in this state').choices(DELIVERY_STATES))
    .addOption(eventOption())
    .option('--endpoint <endpoint>', 'only those to this endpoint')
    .option('--before <cursor>', 'the next page: "next" of the page before')
    .action(list);
  addCommon(webhook.command('cancel'), 'webhook cancel --endpoint "Shop"')
    .description('cancel waiting deliveries')
    .addOption(eventOption())
    .option('--endpoint <endpoint>', 'only those to this endpoint')
    .action(cancel);
}

async function list(options: Options & { state?: DeliveryState; before?: string }): Promise<void> {
  const actor = await inAccount(options.account);
  const endpointId = options.endpoint === undefined ? undefined : await findEndpointId(actor, options.endpoint);
  const { state, event, before } = options;
  const { rows, next } = await listDeliveries(actor, { state, event, before, endpointId });
  const lines = rows.map((row) => [
    row.id,
    row.event,
    row.state,
    row.httpStatus === null ? (row.error ?? '') : String(row.httpStatus),
    String(row.attempts),
    row.endpointName ?? row.url,
  ]);
  const columns = table(['ID', 'EVENT', 'STATE', 'RESULT', 'ATTEMPTS', 'TO'], lines);
  print(options, { deliveries: rows.map(deliveryJson), next }, next === null ? columns : `${columns}\nnext: ${next}`);
}

async function cancel(options: Options): Promise<void> {
  const actor = await inAccount(options.account);
  const endpointId = options.endpoint === undefined ? undefined : await findEndpointId(actor, options.endpoint);
  let cancelled = 0;
  for (let more = true; more; ) {
    const result = await cancelDeliveries(actor, { event: options.event, endpointId });
    cancelled += result.cancelled;
    more = result.more && result.cancelled > 0;
  }
  print(options, { cancelled }, `${cancelled} deliveries are cancelled.`);
}
