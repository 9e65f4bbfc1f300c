import { AppError } from '../base/errors';
import { newId } from '../base/ids';
import { withoutStackTraces } from '../base/without-stack-traces';
import { type CompiledRoutes, firstRoute } from '../carriers/route-rules';
import { requireAllowedCountry } from '../limits/allowed-country';
import { REGULAR } from '../messages/rules';
import {
  DEFAULT_VALIDITY_MIN,
  type MessageInput,
  requireFits,
  requireReplaceable,
  requireVisible,
  type SendInput,
  tooLong,
} from '../messages/schema';
import { effectiveSettings } from '../messages/settings';
import { env } from '../runtime/env';
import { autoReplace } from '../text/auto-replace';
import type { AutoReplaceMode } from '../text/auto-replace-modes';
import { measure, unreplaced } from '../text/encoding';
import { isTooLongInFull } from '../text/least-length';
import { type CompiledReplacements, NO_REPLACEMENTS } from '../text/replacement-table';
import { callableUrl } from '../webhooks/callable';
import type { CachedKey } from './authentication/cached-key';
import type { NewMessage, SendResult } from './commit-item';

/**
 * Resolves a request to send one text: its settings for the key, the text after auto-replace, one message for each distinct
 * recipient. Throws `invalid_fields`, `sender_not_approved`, `destination_not_allowed`, `no_route`.
 */
export function resolveMessages(key: CachedKey, routes: CompiledRoutes, input: SendInput): SendResult {
  const { environment } = key;
  if (typeof input.to === 'string') {
    return { kind: 'message', environment, messages: [resolveMessage(key, routes, input, input.to)] };
  }
  const [first = '', ...others] = new Set(input.to);
  const message = resolveMessage(key, routes, input, first);
  // The text is measured once; only id, recipient and carrier differ.
  const alike = others.map((recipient) => ({
    ...message,
    id: newId(),
    recipient,
    carrier: carrierOf(key, routes, recipient, message.sender),
  }));
  const messages = [message, ...alike];
  const merged = input.to.length - messages.length;
  return { kind: 'recipients', environment, messages, ...(merged > 0 && { merged }) };
}

/** Resolves one message to `recipient`. Throws `invalid_fields`, `sender_not_approved`, `destination_not_allowed`, `no_route`. */
export function resolveMessage(
  key: CachedKey,
  routes: CompiledRoutes,
  input: Omit<MessageInput, 'to'>,
  recipient: MessageInput['to'],
): NewMessage {
  const settings = effectiveSettings(
    {
      sender: input.from,
      autoReplace: input.auto_replace ?? input.autoconvert,
      dlrUrl: callableUrl(input.dlr_url ?? null, 'dlr_url'),
    },
    key.settings,
    key.accountSettings,
  );
  requireApproved(settings.sender, key, input.from != null);
  requireReplaceable(input.text.length, env().MAX_SEGMENTS);
  const text = replacedText(input.text, settings.autoReplace, key.replacements);
  requireVisible(text, input.text);
  const { encoding, segments } = measure(text);
  requireFits(segments, env().MAX_SEGMENTS);
  const message: NewMessage = {
    id: newId(),
    recipient,
    sender: settings.sender,
    text,
    encoding,
    segments,
    autoReplace: settings.autoReplace,
    dlrUrl: settings.dlrUrl,
    priority: input.priority ?? REGULAR,
    sendAt: input.send_at?.toISOString() ?? null,
    validityMin: input.validity ?? DEFAULT_VALIDITY_MIN,
    reference: input.reference ?? null,
    metadata: input.metadata ?? null,
    carrier: carrierOf(key, routes, recipient, settings.sender),
  };
  if (settings.autoReplace === 'full' && encoding === 'ucs2') message.unreplaced = unreplaced(text);
  return message;
}

function carrierOf(key: CachedKey, routes: CompiledRoutes, recipient: string, sender: string | null): string {
  const { accountId, environment } = key;
  requireAllowedCountry(key.limits, recipient);
  const carrier = firstRoute(routes, { recipient, sender, accountId, environment }, Math.random());
  if (carrier !== null) return carrier;
  throw withoutStackTraces(() => {
    const detail = `No carrier takes messages to ${recipient}. The operator can add a route under Operator → Routes.`;
    const stored = 'No carrier takes messages to this number. The operator can add a route under Operator → Routes.';
    return new AppError('no_route', detail, { fields: { to: detail }, stored });
  });
}

/** Returns the text after auto-replace. Throws `invalid_fields` where it is certain to be too long, before the work of `full`. */
function replacedText(given: string, mode: AutoReplaceMode, table: CompiledReplacements): string {
  if (mode !== 'full') return autoReplace(given, mode, table);
  const text = autoReplace(given, 'on', table);
  if (isTooLongInFull(text, env().MAX_SEGMENTS)) throw tooLong(given.length, env().MAX_SEGMENTS);
  return autoReplace(text, 'full', NO_REPLACEMENTS);
}

function requireApproved(sender: string | null, key: CachedKey, requested: boolean): void {
  if (sender === null || key.senders.has(sender)) return;
  const detail = requested
    ? `"${sender}" is not an approved sender ID of this account. An administrator can request it under Developer tools → Sender IDs.`
    : `The default sender "${sender}" is not an approved sender ID any more. An administrator can choose another, or set "from".`;
  throw new AppError('sender_not_approved', detail, { fields: { from: detail } });
}
