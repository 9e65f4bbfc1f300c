import { STORABLE } from '../../base/storable-text';
import { parseRetryAfterMs } from '../../webhooks/rules';
import { type Answer, AnswerReader } from './answer';
import type { HttpSettings } from './settings';
import { hasStatus } from './status-list';

/** Longest wait that a carrier's Retry-After can cause: after it, one message is tried. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;
const MAX_ID_LENGTH = 255;
const MAX_SHOWN = 300;

/** The meaning of an answer. `refused`: not accepted because of the carrier's settings or access, not of this message. */
export type Verdict =
  | { kind: 'accepted'; carrierMessageId: string }
  | { kind: 'rejected'; errorCode: string; detail: string }
  | { kind: 'throttled'; retryAfterMs: number | null; detail: string }
  | { kind: 'refused'; detail: string }
  | { kind: 'unknown'; detail: string };

/**
 * Returns the meaning of an answer by the carrier's settings. Throttling is checked first, acceptance before rejection. An
 * answer that no rule covers: other 3xx and 4xx mean that the message was not accepted (RFC 9110 §15.4, §15.5) and that the
 * carrier cannot be used as it is set up; anything else may have been accepted.
 */
export function classify(answer: Answer, settings: HttpSettings, messageId: string, now: Date): Verdict {
  const reader = new AnswerReader(answer);
  const { accepted, rejected, throttled } = settings;
  const detail = shown(answer);
  if (covers(throttled, reader)) {
    const header = answer.headers['retry-after'];
    const retryAfterMs = parseRetryAfterMs(Array.isArray(header) ? header[0] : header, now);
    return {
      kind: 'throttled',
      retryAfterMs: retryAfterMs === null ? null : Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS),
      detail,
    };
  }
  const isRepeated = accepted.repeated.some((condition) => reader.meets(condition));
  const isAccepted =
    hasStatus(accepted.statuses, answer.status) && accepted.conditions.every((one) => reader.meets(one));
  if (isRepeated || isAccepted) {
    const id = accepted.id.from === 'message_id' ? messageId : reader.at(accepted.id);
    if (isId(id)) return { kind: 'accepted', carrierMessageId: id };
    return { kind: 'unknown', detail: `${detail} The answer has no id where the settings expect it.` };
  }
  if (covers(rejected, reader)) return rejection(reader, settings, detail);
  const isRefused = answer.status >= 300 && answer.status < 500;
  return { kind: isRefused ? 'refused' : 'unknown', detail };
}

function covers({ statuses, conditions }: HttpSettings['rejected'], reader: AnswerReader): boolean {
  return hasStatus(statuses, reader.answer.status) || conditions.some((condition) => reader.meets(condition));
}

function rejection(reader: AnswerReader, { errorCode, errorCodes }: HttpSettings, detail: string): Verdict {
  const code = errorCode && reader.at(errorCode);
  const meaning = errorCodes.find((known) => known.code === code)?.meaning ?? 'rejected_by_carrier';
  return { kind: 'rejected', errorCode: meaning, detail: code ? `Code ${code.slice(0, 100)}. ${detail}` : detail };
}

function isId(id: string | null): id is string {
  return id !== null && id !== '' && id.length <= MAX_ID_LENGTH && STORABLE.test(id);
}

/** Returns the answer in words: its status and the beginning of its body. */
function shown({ status, text }: Answer): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return `HTTP ${status}${line === '' ? '.' : `: ${line.slice(0, MAX_SHOWN)}`}`;
}
