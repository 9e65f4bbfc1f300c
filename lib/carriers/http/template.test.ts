import { describe, expect, it } from 'vitest';
import { parseJsonTemplate } from './json-template';
import { PLACEHOLDER_NAMES } from './placeholders';
import { parseRawTemplate } from './raw-template';
import { parseTemplate } from './template';
import { parseUrlTemplate } from './url-template';

describe('parseTemplate', () => {
  it.each(PLACEHOLDER_NAMES)('knows {{%s}}', (name) => {
    expect(parseTemplate(`a {{ ${name} }} b`).parts).toEqual([
      'a ',
      { name, isOptional: false, asNumber: false },
      ' b',
    ]);
  });

  it.each<[string, object]>([
    ['{{sender?}}', { name: 'sender', isOptional: true, asNumber: false }],
    ['{{segments:number}}', { name: 'segments', isOptional: false, asNumber: true }],
    ['{{validity_minutes?:number}}', { name: 'validity_minutes', isOptional: true, asNumber: true }],
    ['{{secret.api_key}}', { secret: 'api_key', isOptional: false, asNumber: false }],
  ])('parses %s', (text, part) => {
    expect(parseTemplate(text).parts).toEqual([part]);
  });

  it.each([
    ['{{recipent}}', '{{recipent}}', '{{recipient}}'],
    ['{{Recipient}}', '{{Recipient}}', '{{recipient}}'],
    ['{{to}}', '{{to}}', '{{recipient}}'],
    ['{{from?}}', '{{from?}}', '{{sender}}'],
    ['{{body}}', '{{body}}', '{{text}}'],
    ['{{validity_minute}}', '{{validity_minute}}', '{{validity_minutes}}'],
    ['{{message-id}}', '{{message-id}}', '{{message_id}}'],
    ['{{secret}}', '{{secret}}', '{{secret.NAME}}'],
    ['{{api_key}}', '{{api_key}}', '{{secret.NAME}}'],
    ['{{secret.}}', '{{secret.}}', '{{secret.NAME}}'],
    ['{{secret.a-b}}', '{{secret.a-b}}', '{{secret.NAME}}'],
    ['{{toString}}', '{{toString}}', ''],
    ['{{constructor}}', '{{constructor}}', ''],
    ['{{__proto__}}', '{{__proto__}}', ''],
    ['{{}}', '{{}}', ''],
    ['{{recipient | upper}}', '{{recipient | upper}}', ''],
    ['{{{text}}}', '{{{text}}', '{{text}}'],
    [`{{${'x'.repeat(5_000)}}}`, '{{xxxx', ''],
    ['{{\u202etext}}', '\\u{202e}', ''],
  ])('names the placeholder of %s that does not exist, and a similar one', (text, named, similar) => {
    const { problem } = parseTemplate(text);
    expect(problem).toContain(named);
    expect(problem).toContain(similar);
    expect(problem?.length).toBeLessThan(500);
  });

  it.each(['{{text', 'a {{ b', '{{text}'])('refuses %s, which has no end', (text) => {
    expect(parseTemplate(text).problem).toMatch(/has no end/);
  });

  it('refuses :number of what is no number', () => {
    expect(parseTemplate('{{text:number}}').problem).toMatch(/\{\{text\}\} is not a number/);
  });
});

describe('parseUrlTemplate', () => {
  it.each([
    ['https://{{recipient}}/x', 'without placeholders'],
    ['https://a.{{recipient}}.example/x', 'without placeholders'],
    ['https://a.example:{{segments}}/x', ''],
    ['{{text}}', 'full URL'],
    ['{{text}}://a.example/', 'https://'],
    ['https://{{secret.user}}:{{secret.pw}}@a.example/', 'user name'],
    ['https://a.example/#{{text}}', '#'],
    ['https://a.example/#', '#'],
    ['https://a.example/{{sender?}}', 'query fields'],
    ['https://a.example/?x={{tex}}', '{{tex}}'],
    ['https://a.example\\{{text}}/', 'slashes'],
    ['ftp://a.example/{{text}}', 'https://'],
  ])('refuses %s', (url, words) => {
    const { template, problem } = parseUrlTemplate(url);
    expect(template).toBeNull();
    expect(problem).toContain(words);
  });

  it('normalizes what is literal', () => {
    expect(parseUrlTemplate('HTTPS://A.Example:443/ä/../é/{{text}}?q=ü&t={{text}}Q0z').template).toMatchObject({
      origin: 'https://a.example',
      path: ['/%C3%A9/', { name: 'text' }],
      query: ['q=%C3%BC&t=', { name: 'text' }, 'Q0z'],
    });
  });
});

describe('parseJsonTemplate', () => {
  it.each([
    ['{"to": {{recipient}}}', 'valid JSON'],
    ['', 'valid JSON'],
    ['{"a": {"b": ["x", "{{recipent}}"]}}', '/a/b/1: There is no placeholder {{recipent}}'],
    ['{"{{text}}": 1}', 'not in names'],
    ['{"n": "about {{segments:number}}"}', '/n: Write {{segments:number}} alone'],
  ])('refuses %s', (text, words) => {
    expect(parseJsonTemplate(text).problem).toContain(words);
  });
});

describe('parseRawTemplate', () => {
  it.each([
    ['text/xml', '<a b="{{text}}" c=\'{{sender}}\'>{{text}}</a>'],
    ['application/soap+xml; charset=utf-8', '<?xml version="1.0"?><!-- "<x> --><a>{{text}}</a>'],
    ['text/plain', '{{text}}'],
    ['text/plain', '{{recipient_digits}};{{text_hex_ucs2}}'],
  ])('accepts %s: %s', (type, text) => {
    expect(parseRawTemplate(text, type).problem).toBeNull();
  });

  it.each([
    ['text/xml', '<a {{text}}="b"/>', 'quoted'],
    ['text/xml', '<{{text}}/>', 'quoted'],
    ['text/xml', '<a b={{text}}/>', 'quoted'],
    ['text/xml', '<!-- {{text}} --><a/>', 'quoted'],
    ['text/xml', '<a><![CDATA[ > {{text}} ]]></a>', 'quoted'],
    ['text/xml', '<?php {{text}} ?>', 'quoted'],
    ['text/plain', 'to {{recipient}}: {{text}}', 'JSON, a form or XML'],
    ['text/plain', 'key {{secret.key}}', 'JSON, a form or XML'],
    ['text/xml', '<a>{{txt}}</a>', '{{text}}'],
  ])('refuses %s: %s', (type, text, words) => {
    expect(parseRawTemplate(text, type).problem).toContain(words);
  });
});
