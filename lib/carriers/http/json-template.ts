import type { TemplateSource } from './placeholders';
import { fill, type Part, type Placeholder, parseTemplate, placeholderText, RenderError } from './template';

/** A JSON document whose strings are templates. */
export type JsonTemplate =
  | { kind: 'literal'; json: string }
  | { kind: 'text'; parts: readonly Part[] }
  | { kind: 'number'; placeholder: Placeholder }
  | { kind: 'list'; items: JsonTemplate[] }
  | { kind: 'object'; members: { name: string; value: JsonTemplate }[] };

export type ParsedJsonTemplate = { template: JsonTemplate; problem: null } | { template: null; problem: string };

/** A refused template, with the place in the document. */
class TemplateProblem extends Error {}

/**
 * Parses a JSON body: the template is JSON itself, and only its string values are filled, so no value can end a string.
 * Problems begin with the JSON Pointer of the string.
 */
export function parseJsonTemplate(text: string): ParsedJsonTemplate {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return {
      template: null,
      problem: 'Write valid JSON, with placeholders inside of strings: {"to": "{{recipient}}"}.',
    };
  }
  try {
    return { template: compile(document, ''), problem: null };
  } catch (error) {
    if (error instanceof TemplateProblem) return { template: null, problem: error.message };
    throw error;
  }
}

function compile(value: unknown, at: string): JsonTemplate {
  if (typeof value === 'string') return compileText(value, at);
  if (typeof value !== 'object' || value === null) return { kind: 'literal', json: JSON.stringify(value) };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item, i) => compile(item, `${at}/${i}`)) };
  const members = Object.entries(value).map(([name, inner]) => {
    if (name.includes('{{')) throw new TemplateProblem(`${at}/${name}: Use placeholders in values, not in names.`);
    return { name: JSON.stringify(name), value: compile(inner, `${at}/${name}`) };
  });
  return { kind: 'object', members };
}

function compileText(text: string, at: string): JsonTemplate {
  const { parts, problem } = parseTemplate(text);
  if (!parts) throw new TemplateProblem(`${at}: ${problem}`);
  const number = parts.find((part): part is Placeholder => typeof part !== 'string' && part.asNumber);
  if (!number) return { kind: 'text', parts };
  if (parts.length === 1) return { kind: 'number', placeholder: number };
  const name = placeholderText(number).replace('}}', ':number}}');
  throw new TemplateProblem(`${at}: Write ${name} alone in its string.`);
}

/** Returns the templates of all strings. */
export function templatesOf(template: JsonTemplate): (readonly Part[])[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'text':
      return [template.parts];
    case 'number':
      return [[template.placeholder]];
    case 'list':
      return template.items.flatMap(templatesOf);
    case 'object':
      return template.members.flatMap(({ value }) => templatesOf(value));
  }
}

/** Returns the document; names and items whose optional placeholder is empty are left out. */
export function renderJson(template: JsonTemplate, source: TemplateSource): string {
  return render(template, source) ?? 'null';
}

function render(template: JsonTemplate, source: TemplateSource): string | null {
  switch (template.kind) {
    case 'literal':
      return template.json;
    case 'text': {
      const text = fill(template.parts, source, (value) => value);
      return text === null ? null : JSON.stringify(text);
    }
    case 'number':
      return fill([template.placeholder], source, requireNumber);
    case 'list':
      return `[${template.items
        .map((item) => render(item, source))
        .filter((item) => item !== null)
        .join(',')}]`;
    case 'object': {
      const members = template.members.flatMap(({ name, value }) => {
        const json = render(value, source);
        return json === null ? [] : `${name}:${json}`;
      });
      return `{${members.join(',')}}`;
    }
  }
}

function requireNumber(value: string, placeholder: Placeholder): string {
  if (/^\d{1,15}$/.test(value)) return String(Number(value));
  throw new RenderError(`${placeholderText(placeholder)} is not a number.`);
}
