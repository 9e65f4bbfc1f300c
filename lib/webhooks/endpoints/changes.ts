import type { AuditAction } from '../../audit/actions';
import type { AuditEntry } from '../../audit/record-event';
import type { EndpointRow } from './view';

type Setting = 'name' | 'url' | 'events' | 'keyIds' | 'enabled' | 'format';

/** The settings of an endpoint, with its headers in the clear. */
export type EndpointValues = Pick<EndpointRow, Setting> & { headers: Record<string, string> };

type Detail = NonNullable<AuditEntry['detail']>;

/** The values to write, and the audit events. */
export type EndpointChanges = {
  values: Partial<EndpointValues>;
  records: { action: AuditAction; detail: Detail }[];
};

const NAMES: Record<Exclude<Setting, 'enabled'>, string> = {
  name: 'name',
  url: 'URL',
  events: 'events',
  keyIds: 'keys',
  format: 'format',
};

/** Returns what `wanted` changes; undefined stays. Values of headers are never recorded: they may be credentials. */
export function changesOf(
  before: EndpointValues,
  wanted: { [Field in keyof EndpointValues]?: EndpointValues[Field] | undefined },
): EndpointChanges {
  const values: Partial<EndpointValues> = {};
  const records: EndpointChanges['records'] = [];
  for (const field of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    const after = wanted[field];
    if (after === undefined || String(after) === String(before[field])) continue;
    Object.assign(values, { [field]: after });
    records.push({
      action: 'endpoint.updated',
      detail: { what: NAMES[field], before: shown(field, before[field]), after: shown(field, after) },
    });
  }
  if (wanted.headers && JSON.stringify(wanted.headers) !== JSON.stringify(before.headers)) {
    values.headers = wanted.headers;
    const [old, now] = [before.headers, wanted.headers].map((headers) => Object.keys(headers).join(', ') || 'none');
    records.push({ action: 'endpoint.updated', detail: { what: 'headers', before: old ?? '', after: now ?? '' } });
  }
  if (wanted.enabled !== undefined && wanted.enabled !== before.enabled) {
    values.enabled = wanted.enabled;
    records.push({ action: wanted.enabled ? 'endpoint.enabled' : 'endpoint.disabled', detail: {} });
  }
  return { values, records };
}

function shown(field: Setting, value: EndpointValues[Setting]): string | string[] {
  if (!Array.isArray(value)) return String(value);
  return field === 'keyIds' && value.length === 0 ? 'all keys' : value;
}
