import { AppError, invalidFields } from '../../base/errors';
import { shownName } from '../../base/shown-name';
import { valueInCharset } from './charset';
import { asText, parseExactJson, valueAt } from './json-pointer';

/** What a carrier sent: the parameters of the query, and a body of one of two kinds. */
export type CallbackContent = {
  query: URLSearchParams;
  form: URLSearchParams | null;
  /** The form and the query as they were sent. */
  encoded: readonly string[];
  /** Receipts or messages: those of a list in a JSON body, else one. */
  items: readonly unknown[];
};

const FORM_TYPE = 'application/x-www-form-urlencoded';
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/;

type CallbackRequest = { target: string; contentType: string | null; body: string };

/**
 * Parses what a carrier sent, leniently: carriers omit the content type, and escapes that are not UTF-8 matter only where a
 * value is needed. `list` is the JSON Pointer of a list in the body. Throws `malformed_json`, `unsupported_media_type` and
 * `invalid_fields`.
 */
export function parseCallback(request: CallbackRequest, list: string): CallbackContent {
  const { target, contentType } = request;
  const body = request.body.replace(/^\uFEFF/, '');
  const mark = target.indexOf('?');
  const encodedQuery = mark === -1 ? '' : target.slice(mark + 1);
  const query = new URLSearchParams(encodedQuery);
  const ofQuery = { query, form: null, encoded: [encodedQuery], items: [null] };
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (body.trim() === '') return ofQuery;
  const isJson = type !== FORM_TYPE && (JSON_TYPE.test(type) || /^\s*[[{]/.test(body));
  if (isJson) return { ...ofQuery, items: jsonItems(body, list) };
  if (type !== FORM_TYPE && type !== '' && type !== 'text/plain') {
    throw new AppError('unsupported_media_type', `Send the body as JSON or as a form (${FORM_TYPE}).`);
  }
  return { ...ofQuery, form: new URLSearchParams(body), encoded: [body, encodedQuery] };
}

function jsonItems(body: string, list: string): readonly unknown[] {
  const parsed = parseExactJson(body);
  if (!parsed) throw new AppError('malformed_json', 'The body is not valid JSON.');
  if (list !== '') {
    const items = valueAt(parsed.value, list);
    if (!Array.isArray(items)) throw invalidFields({ [fieldPath(list)]: 'There is no list here.' });
    return items;
  }
  return Array.isArray(parsed.value) ? parsed.value : [parsed.value];
}

/** Returns a field as errors name it: `/data/id` is `data.id`. */
export function fieldPath(field: string): string {
  return field.startsWith('/') ? field.slice(1).split('/').map(shownName).join('.') : shownName(field);
}

/** The fields of one receipt or message. */
export class CallbackFields {
  constructor(
    private readonly content: CallbackContent,
    private readonly item: unknown,
  ) {}

  /**
   * Returns the value of a field, trimmed; null when absent or blank. A JSON Pointer is a place in the item, a name a member
   * of it, a field of the form or a parameter of the query, in this order. Throws `invalid_fields` for different values.
   */
  get(field: string | null): string | null {
    if (field === null) return null;
    const text = field.startsWith('/') ? asText(valueAt(this.item, field)) : this.#named(field);
    const value = text?.trim();
    return value ? value : null;
  }

  /** Returns the value as sent, with its blanks; empty when absent. `charset` is that of its bytes in a form or query. */
  text(field: string, charset: string | null): string {
    if (charset !== null && !field.startsWith('/')) {
      for (const encoded of this.content.encoded) {
        const value = valueInCharset(encoded, field, charset);
        if (value !== null) return value;
      }
    }
    return (field.startsWith('/') ? asText(valueAt(this.item, field)) : this.#named(field)) ?? '';
  }

  #named(name: string): string | null {
    const { query, form } = this.content;
    if (typeof this.item === 'object' && this.item !== null && Object.hasOwn(this.item, name)) {
      return asText((this.item as Record<string, unknown>)[name]);
    }
    for (const source of [form, query]) {
      const values = new Set(source?.getAll(name).filter((value) => value.trim() !== ''));
      if (values.size > 1) throw invalidFields({ [shownName(name)]: 'It appears more than once. Send it once.' });
      const [value] = values;
      if (value !== undefined) return value;
    }
    return null;
  }
}
