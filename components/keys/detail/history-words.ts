import { formatDateTime } from '@/lib/format';
import type { HistoryEntry } from '@/lib/keys/queries/key-activity';

/** What was done, to follow the name of who did it; values before and after where there are some. */
export type HistoryLine = { what: string; before: string | null; after: string | null };

const PLAIN: Record<string, string> = {
  'key.created': 'created the key',
  'key.enabled': 'enabled the key',
  'key.disabled': 'disabled the key',
  'key.deleted': 'deleted the key',
};

/** An entry of the audit log in words. What is not known here shows as it is recorded. */
export function historyLine({ action, detail }: Pick<HistoryEntry, 'action' | 'detail'>): HistoryLine {
  switch (action) {
    case 'key.copied':
      return line(detail.what ? `copied the ${String(detail.what)}` : 'copied the key');
    case 'key.rotated':
      return line('rotated the secret', null, `the old one valid until ${words(detail.oldValidUntil)}`);
    case 'key.locked':
      return line('locked the key on the first address', null, words(detail.ip));
    case 'key.unlocked':
      return line('reset the lock', words(detail.ip), 'not locked');
    case 'key.updated':
      return update(detail);
    default:
      return line(PLAIN[action] ?? action);
  }
}

function update(detail: HistoryEntry['detail']): HistoryLine {
  const before = 'before' in detail ? words(detail.before) : null;
  const after = 'after' in detail ? words(detail.after) : null;
  switch (detail.what) {
    case 'name':
      return before === after ? line('changed the description') : line('renamed the key', before, after);
    case 'IP list':
      return line('added to the IP list', null, words(detail.added));
    case 'end of rotation':
      if (detail.ended === true) return line('ended the old secret');
      return line('moved the end of the old secret', before, after);
    default:
      return line(`changed ${typeof detail.what === 'string' ? `the ${detail.what}` : 'the key'}`, before, after);
  }
}

const line = (what: string, before: string | null = null, after: string | null = null) => ({ what, before, after });

function words(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'none';
  if (value === null || value === undefined || value === '') return 'none';
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? `${formatDateTime(new Date(text), 'UTC')} UTC` : text;
}
