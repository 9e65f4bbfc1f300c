import { expect, test } from 'vitest';
import { createEndpointSchema } from '@/lib/webhooks/endpoints/schema';
import { NEW_ENDPOINT, toInput } from './endpoint-values';

const values = (headers: { name: string; value: string }[]) => ({
  ...NEW_ENDPOINT,
  name: 'A',
  url: 'https://a.example/',
  headers,
});

test('headers are sent by name, without empty rows', () => {
  const headers = [
    { name: 'X-A', value: '1' },
    { name: ' ', value: '' },
    { name: 'X-B', value: '2' },
  ];
  expect(Object.entries(toInput(values(headers)).headers)).toEqual([
    ['X-A', '1'],
    ['X-B', '2'],
  ]);
});

test.each([[['X-A', 'X-A']], [['X-A', 'x-a']], [['', 'X-A']], [['__proto__', 'X-A']]])(
  'the names %j are refused',
  (names) => {
    const input = toInput(values(names.map((name) => ({ name, value: '1' }))));
    expect(createEndpointSchema.safeParse(input).error?.issues).toMatchObject([{ path: ['headers'] }]);
  },
);

test('a form as it is at first is accepted with a name and a URL', () => {
  expect(createEndpointSchema.safeParse(toInput(values([]))).success).toBe(true);
});
