import { groupBy } from '../base/group-by';
import { DEFAULT_EVENTS, OPT_IN_EVENTS, type WebhookEvent } from './events';

/** What of an endpoint decides which reports are queued for it. */
export type SubscribedEndpoint = {
  id: string;
  accountId: string;
  url: string;
  events: readonly WebhookEvent[];
  /** Empty: all keys. */
  keyIds: readonly string[];
};

/** What decides which events are reported where, as it is stored. Keys and accounts without events are left out. */
export type StoredSubscriptions = {
  /** Those that are enabled. */
  endpoints: readonly SubscribedEndpoint[];
  keys: readonly { id: string; accountId: string; events: readonly WebhookEvent[] }[];
  accounts: readonly { id: string; events: readonly WebhookEvent[] }[];
  /** Endpoints, by id, and URLs that are disabled since they failed. */
  disabled: readonly { accountId: string; target: string }[];
};

/** Whom an event of a message or a received message concerns. Without a key it is a received message. */
export type Concerned = { accountId: string; apiKeyId: string | null; url: string | null };

export type Target = { endpointId: string | null; url: string };

export type Subscriptions = {
  /** Whether any endpoint of the installation may get reports. */
  readonly hasEndpoints: boolean;
  /** Whether an event that is reported to those alone that chose it may have a target in the account. */
  mayReport(event: WebhookEvent, accountId: string): boolean;
  /** Where an event goes: the URL first. A report is queued for each. */
  targetsOf(event: WebhookEvent, concerned: Concerned): Target[];
};

/**
 * Returns which targets events have. The URL of the request, key or account receives the events of the key, else those of the
 * account, else the final statuses; a received message always. An endpoint receives its events of its keys; one that is
 * limited to keys receives no received messages, which have no key. Disabled targets receive nothing.
 */
export function compileSubscriptions({ endpoints, keys, accounts, disabled }: StoredSubscriptions): Subscriptions {
  const isDisabled = new Set(disabled.map(({ accountId, target }) => `${accountId} ${target}`));
  const open = endpoints.filter(({ id, accountId }) => !isDisabled.has(`${accountId} ${id}`));
  const ofAccount = groupBy(open, ({ accountId }) => accountId);
  const eventsOfKey = new Map(keys.map(({ id, events }) => [id, events]));
  const eventsOfAccount = new Map(accounts.map(({ id, events }) => [id, events]));
  const choices = [
    ...open.map(({ accountId, events }) => ({ accountId, events })),
    ...keys,
    ...accounts.map(({ id, events }) => ({ accountId: id, events })),
  ];
  const optIns = new Set(
    choices.flatMap(({ accountId, events }) =>
      events.filter((event) => OPT_IN_EVENTS.includes(event)).map((event) => `${event} ${accountId}`),
    ),
  );
  const urlReceives = (event: WebhookEvent, { accountId, apiKeyId, url }: Concerned): boolean => {
    if (url === null || isDisabled.has(`${accountId} ${url}`)) return false;
    if (apiKeyId === null) return true;
    return (eventsOfKey.get(apiKeyId) ?? eventsOfAccount.get(accountId) ?? DEFAULT_EVENTS).includes(event);
  };
  const receives = ({ events, keyIds }: SubscribedEndpoint, event: WebhookEvent, apiKeyId: string | null) =>
    events.includes(event) && (keyIds.length === 0 || (apiKeyId !== null && keyIds.includes(apiKeyId)));
  return {
    hasEndpoints: open.length > 0,
    mayReport: (event, accountId) => optIns.has(`${event} ${accountId}`),
    targetsOf(event, concerned) {
      const { accountId, apiKeyId, url } = concerned;
      const own = url !== null && urlReceives(event, concerned) ? [{ endpointId: null, url }] : [];
      const chosen = ofAccount.get(accountId) ?? [];
      return [
        ...own,
        ...chosen
          .filter((endpoint) => receives(endpoint, event, apiKeyId))
          .map((endpoint) => ({ endpointId: endpoint.id, url: endpoint.url })),
      ];
    },
  };
}
