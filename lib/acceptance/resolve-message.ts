import { AppError } from '../base/errors';
import { newId } from '../base/ids';
import { REGULAR } from '../messages/priorities';
import {
  DEFAULT_VALIDITY_MIN,
  type MessageInput,
  requireFits,
  requireReplaceable,
  requireVisible,
} from '../messages/schema';
import { effectiveSettings } from '../messages/settings';
import { env } from '../runtime/env';
import { autoReplace } from '../text/auto-replace';
import { measure, unreplaced } from '../text/encoding';
import { callableUrl } from '../webhooks/callable';
import type { CachedKey } from './authentication/cached-key';
import type { NewMessage } from './commit-item';

/**
 * The message to `recipient` that `input` asks for, with its settings resolved for the key. Throws `invalid_fields`,
 * `sender_not_approved`.
 */
export function resolveMessage(
  record: CachedKey,
  input: Omit<MessageInput, 'to'>,
  recipient: MessageInput['to'],
): NewMessage {
  const settings = effectiveSettings(
    { sender: input.from, autoReplace: input.autoconvert, dlrUrl: callableUrl(input.dlr_url ?? null, 'dlr_url') },
    record.settings,
    record.accountSettings,
  );
  requireApproved(settings.sender, record, input.from != null);
  requireReplaceable(input.text.length, env().MAX_SEGMENTS);
  const text = autoReplace(input.text, settings.autoReplace, record.replacements);
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
  };
  if (settings.autoReplace === 'full' && encoding === 'ucs2') message.unreplaced = unreplaced(text);
  return message;
}

function requireApproved(sender: string | null, record: CachedKey, asked: boolean): void {
  if (sender === null || record.senders.has(sender)) return;
  const detail = asked
    ? `"${sender}" is not an approved sender ID of this account. An administrator can request it under Developer tools → Sender IDs.`
    : `The default sender "${sender}" is not an approved sender ID any more. An administrator can choose another, or give "from".`;
  throw new AppError('sender_not_approved', detail, { fields: { from: detail } });
}
