import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GSM_CHARACTERS, measure, splitSegments } from '../../text/encoding';
import { decodeGsmOctets, encodeGsmOctets } from '../../text/gsm-octets';
import { decodeText, textCoding } from './text-coding';

const gsmText = fc.string({ unit: fc.constantFrom(...GSM_CHARACTERS), maxLength: 700 });
const anyText = fc.string({ unit: fc.constantFrom(...'aä€[д中😀'), maxLength: 400 });

describe('the GSM alphabet', () => {
  test.each([
    ['@', '00'],
    ['Ç', '09'],
    ['_', '11'],
    ['Æ', '1c'],
    ['A', '41'],
    ['à', '7f'],
    ['€', '1b65'],
    ['[]', '1b3c1b3e'],
    ['ç', '3f'],
  ])('writes %j as %s', (text, hex) => {
    expect(encodeGsmOctets(text).toString('hex')).toBe(hex);
  });

  test('is read back', () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        expect(decodeGsmOctets(encodeGsmOctets(text))).toBe(text);
      }),
    );
  });

  test('is read leniently: unknown extensions as basic characters, other octets as Latin-1', () => {
    expect(decodeGsmOctets(Buffer.from([0x1b, 0x41, 0xe9, 0x1b]))).toBe('Aé');
  });
});

describe('segments', () => {
  test('are as many as are counted, join to the text, and fit', () => {
    fc.assert(
      fc.property(fc.oneof(gsmText, anyText), (text) => {
        const { encoding, segments } = measure(text);
        const parts = splitSegments(text, encoding);
        expect(parts).toHaveLength(segments);
        expect(parts.join('')).toBe(text);
        if (segments === 1) return;
        for (const part of parts) {
          if (encoding === 'gsm7') expect(encodeGsmOctets(part).length).toBeLessThanOrEqual(153);
          else expect(part.length).toBeLessThanOrEqual(67);
          expect(part).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
        }
      }),
    );
  });

  test('leave room for a longer header', () => {
    expect(splitSegments('a'.repeat(306), 'gsm7', 1).map(({ length }) => length)).toEqual([152, 152, 2]);
    expect(splitSegments('д'.repeat(134), 'ucs2', 1).map(({ length }) => length)).toEqual([66, 66, 2]);
  });

  test('of a text outside of GSM are of UCS-2', () => {
    expect(splitSegments('д'.repeat(71), 'gsm7')).toHaveLength(2);
  });
});

describe('texts for a carrier', () => {
  test.each([
    ['Grüße €', 'gsm7', 'gsm', 0, '47727e1e65201b65'],
    ['äé', 'gsm7', 'latin1', 3, 'e4e9'],
    ['ab', 'gsm7', 'ascii', 1, '6162'],
    ['a€', 'gsm7', 'latin1', 8, '006120ac'],
    ['ä', 'gsm7', 'ascii', 8, '00e4'],
    ['д', 'ucs2', 'gsm', 8, '0434'],
    ['a', 'ucs2', 'gsm', 8, '0061'],
    ['д', 'gsm7', 'gsm', 8, '0434'],
  ] as const)('%j (%s, %s) have data_coding %i', (text, encoding, alphabet, dataCoding, hex) => {
    const coding = textCoding(text, encoding, alphabet);
    expect(coding.dataCoding).toBe(dataCoding);
    expect(coding.encode(text).toString('hex')).toBe(hex);
  });

  test('are read back in each alphabet', () => {
    const alphabets = fc.constantFrom('gsm', 'latin1', 'ascii');
    fc.assert(
      fc.property(fc.oneof(gsmText, anyText), alphabets, (text, alphabet) => {
        const { encoding } = measure(text);
        const coding = textCoding(text, encoding, alphabet);
        const decoded = decodeText(coding.encode(text), coding.dataCoding, alphabet);
        expect(decoded.text).toBe(text);
        expect(decoded.encoding).toBe(coding.dataCoding === 8 ? 'ucs2' : 'gsm7');
      }),
    );
  });
});

describe('texts of a carrier', () => {
  test.each([
    [0x00, '00', '@', 'gsm7'],
    [0x01, '41', 'A', 'gsm7'],
    [0x03, 'e9', 'é', 'gsm7'],
    [0x02, '00ff', '00ff', 'binary'],
    [0x04, '00ff', '00ff', 'binary'],
    [0x06, 'd4', 'д', 'ucs2'],
    [0x08, '0434', 'д', 'ucs2'],
    [0x08, '043404', 'д', 'ucs2'],
    [0x08, 'd83d', '\ufffd', 'ucs2'],
    [0x08, '0000', '\ufffd', 'ucs2'],
    [0xf0, '41', 'A', 'gsm7'],
    [0xf4, '41', '41', 'binary'],
    [0x18, '0434', 'д', 'ucs2'],
    [0xff, '41', '41', 'binary'],
  ])('with data_coding %i and octets %s are %j', (dataCoding, hex, text, encoding) => {
    expect(decodeText(Buffer.from(hex, 'hex'), dataCoding, 'gsm')).toEqual({ text, encoding });
  });

  test('of any octets can be stored', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(255), (octets, dataCoding) => {
        expect(decodeText(Buffer.from(octets), dataCoding, 'gsm').text).toMatch(/^[^\0\p{Cs}]*$/u);
      }),
    );
  });
});
