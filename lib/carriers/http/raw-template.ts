import { xmlText } from './escape';
import { placeholderRule, type TemplateSource } from './placeholders';
import { fill, type Part, type Placeholder, parseTemplate, placeholdersOf, placeholderText } from './template';

/** A body of text: XML, or text that has no rules to escape by. */
export type RawTemplate = { parts: readonly Part[]; isXml: boolean };

export type ParsedRawTemplate = { template: RawTemplate; problem: null } | { template: null; problem: string };

const XML_TYPE = /^(?:application|text)\/(?:[\w.-]+\+)?xml(?:\s*;|$)/i;

/**
 * Parses a body that is neither JSON nor a form. In XML, placeholders are content or quoted attribute values, and are
 * escaped. In other types a value could break out of its place, so a placeholder must consist of letters and digits, or be
 * the whole body.
 */
export function parseRawTemplate(text: string, contentType: string): ParsedRawTemplate {
  const { parts, problem } = parseTemplate(text);
  if (!parts) return { template: null, problem };
  const isXml = XML_TYPE.test(contentType);
  const suffixed = placeholdersOf(parts).find(({ isOptional, asNumber }) => isOptional || asNumber);
  if (suffixed) return refused(`${placeholderText(suffixed)} in this body has no ? and no :number.`);
  const wrong = isXml ? misplacedInXml(parts) : parts.length > 1 ? placeholdersOf(parts).find(isNotPlain) : undefined;
  if (!wrong) return { template: { parts, isXml }, problem: null };
  const shown = placeholderText(wrong);
  return refused(
    isXml
      ? `${shown} must be in the content of an element or in a quoted attribute value.`
      : `${shown} can have any characters, which ${contentType} cannot escape. Use it alone, or use JSON, a form or XML.`,
  );
}

function refused(problem: string): ParsedRawTemplate {
  return { template: null, problem };
}

function isNotPlain({ name }: Placeholder): boolean {
  return name === undefined || !placeholderRule(name).isPlain;
}

/** Sections of XML in which escapes have no meaning, or which are markup (XML 1.0 §2.4). */
const SECTIONS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/** Returns the first placeholder that is inside of markup, a comment or a CDATA section. */
function misplacedInXml(parts: readonly Part[]): Placeholder | undefined {
  let end: string | null = null;
  for (const part of parts) {
    if (typeof part !== 'string') {
      if (end !== null && end !== '"' && end !== "'") return part;
      continue;
    }
    for (let at = 0; at < part.length; at++) {
      [end, at] = step(part, at, end);
    }
  }
  return undefined;
}

/** Returns the end of what contains the next character (`>` of a tag, a quote, the end of a section), and the position. */
function step(text: string, at: number, end: string | null): [string | null, number] {
  if (end === null) {
    const section = SECTIONS.find(([open]) => text.startsWith(open, at));
    if (section) return [section[1], at + section[0].length - 1];
    return [text[at] === '<' ? '>' : null, at];
  }
  if (text.startsWith(end, at)) return [end === '"' || end === "'" ? '>' : null, at + end.length - 1];
  const quote = text[at];
  return [end === '>' && (quote === '"' || quote === "'") ? quote : end, at];
}

/** Throws RenderError for a character that XML cannot contain. */
export function renderRaw({ parts, isXml }: RawTemplate, source: TemplateSource): string {
  return fill(parts, source, isXml ? xmlText : (value) => value) ?? '';
}
