import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReceiptText } from './receipt-text';

// fast-check's unit 'binary' takes seconds to prepare.
const anyUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

const STANDARD =
  'id:0123456789 sub:001 dlvrd:001 submit date:2211281234 done date:2211281235 stat:DELIVRD err:000 text:Hello';

describe('the text of a receipt', () => {
  test.each([
    ['the standard', STANDARD, ['0123456789', 'DELIVRD', '000']],
    ['upper case', STANDARD.toUpperCase(), ['0123456789', 'DELIVRD', '000']],
    ['Text with a capital', STANDARD.replace('text', 'Text'), ['0123456789', 'DELIVRD', '000']],
    ['spaces after colons', STANDARD.replaceAll(':', ': '), ['0123456789', 'DELIVRD', '000']],
    ['spaces around colons', STANDARD.replaceAll(':', ' : '), ['0123456789', 'DELIVRD', '000']],
    ['equals signs', STANDARD.replaceAll(':', '='), ['0123456789', 'DELIVRD', '000']],
    ['commas', STANDARD.replaceAll(' ', ', ').replace('submit, date', 'submit date'), ['0123456789', 'DELIVRD', '000']],
    ['semicolons', 'id:7;stat:UNDELIV;err:27', ['7', 'UNDELIV', '27']],
    ['lines', STANDARD.replaceAll(' ', '\r\n'), ['0123456789', 'DELIVRD', '000']],
    ['more spaces', STANDARD.replaceAll(' ', '   '), ['0123456789', 'DELIVRD', '000']],
    ['underscores', 'id:7 sub:1 dlvrd:1 submit_date:1 done_date:2 stat:EXPIRED err:0', ['7', 'EXPIRED', '0']],
    ['dates of twelve digits', STANDARD.replace('2211281234', '221128123456'), ['0123456789', 'DELIVRD', '000']],
    ['dates with separators', STANDARD.replace('2211281234', '22-11-28 12:34'), ['0123456789', 'DELIVRD', '000']],
    ['no text field', STANDARD.replace(/ text.*/, ''), ['0123456789', 'DELIVRD', '000']],
    ['no sub, dlvrd and dates', 'id:0123456789 stat:DELIVRD err:000 text:', ['0123456789', 'DELIVRD', '000']],
    ['no err', 'id:0123456789 stat:DELIVRD', ['0123456789', 'DELIVRD', null]],
    ['no id', 'sub:001 dlvrd:001 stat:DELIVRD err:000', [null, 'DELIVRD', '000']],
    ['no stat', 'id:0123456789 sub:001 dlvrd:001', ['0123456789', null, null]],
    ['another order', 'stat:REJECTD err:5 id:a-b-c', ['a-b-c', 'REJECTD', '5']],
    ['a hex id', 'id:0xABCDEF12 stat:DELIVRD', ['0xABCDEF12', 'DELIVRD', null]],
    [
      'a UUID',
      'id:01939f3e-8f2a-7d55-9d1b-0f0e9b6f7a11 stat:DELIVRD',
      ['01939f3e-8f2a-7d55-9d1b-0f0e9b6f7a11', 'DELIVRD', null],
    ],
    ['status and error', 'message_id:77 status:DELIVERED error:0', ['77', 'DELIVERED', '0']],
    ['msgid', 'msgid: 77 state: delivered', ['77', 'delivered', null]],
    ['error code', 'id:77 stat:UNDELIV error_code:27', ['77', 'UNDELIV', '27']],
    ['quotes', '{"id":"77","stat":"DELIVRD","err":"000"}', ['77', 'DELIVRD', '000']],
    ['text before it', 'Receipt: id:77 stat:DELIVRD', ['77', 'DELIVRD', null]],
    [
      'nothing between the fields',
      STANDARD.replaceAll(' sub', 'sub').replaceAll(' err', 'err').replace(' text', 'text'),
      ['0123456789', 'DELIVRD', '000'],
    ],
    ['plus signs', STANDARD.replaceAll(' ', '+').replaceAll('+date', ' date'), ['0123456789', 'DELIVRD', '000']],
    ['brackets', '[id:77][stat:DELIVRD]', ['77', 'DELIVRD', null]],
    ['other names', 'msg_id: 77; final_status: DELIVERED; network_error: 5', ['77', 'DELIVERED', '5']],
    ['an empty id', 'id: sub:001 stat:DELIVRD', [null, 'DELIVRD', null]],
    ['a number as stat', 'id:77 stat:2', ['77', '2', null]],
  ])('is read with %s', (_, text, [id, state, error]) => {
    expect(parseReceiptText(text)).toEqual({ id, state, error });
  });

  test('is not confused by fields in the text of the message', () => {
    const text = `${STANDARD} id:999 stat:EXPIRED err:5`;
    expect(parseReceiptText(text)).toEqual({ id: '0123456789', state: 'DELIVRD', error: '000' });
  });

  test('has the fields after `text` when that comes first', () => {
    expect(parseReceiptText('text:hi id:77 stat:DELIVRD')).toEqual({ id: '77', state: 'DELIVRD', error: null });
  });

  test.each(['', 'Hello', 'Your code is 1234', 'identity: me', 'valid:1', '\0\0\0'])('is none in %j', (text) => {
    expect(parseReceiptText(text)).toBeNull();
  });

  test('never throws, and finds the fields in any case, order and spacing', () => {
    fc.assert(fc.property(fc.string({ unit: anyUnit, maxLength: 300 }), (text) => void parseReceiptText(text)));
    const word = fc.stringMatching(/^[A-Za-z0-9-]{1,40}$/);
    const spacing = fc.constantFrom('', ' ', '  ');
    fc.assert(
      fc.property(
        fc.tuple(word, word, word),
        fc.shuffledSubarray(['id', 'stat', 'err'], { minLength: 3 }),
        spacing,
        fc.constantFrom(' ', ', ', '\n', ';'),
        fc.boolean(),
        ([id, state, error], order, space, separator, isUpper) => {
          const values: Record<string, string> = { id, stat: state, err: error };
          const name = (text: string) => (isUpper ? text.toUpperCase() : text);
          const text = order.map((each) => `${name(each)}${space}:${space}${values[each]}`).join(separator);
          expect(parseReceiptText(text)).toEqual({ id, state, error });
        },
      ),
    );
  });
});
