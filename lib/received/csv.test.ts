import { expect, test } from 'vitest';
import { CSV_HEAD, csvLines } from './csv';

test('each message is a line, with quotes, line ends and formulas guarded', () => {
  const facts = {
    ...{ id: 'id-1', sender: '+37255510001', recipient: '12345', text: '=cmd|"x"\n, y', encoding: 'gsm7' as const },
    ...{ parts: 3, missingParts: 1, keyword: null, receivedAt: new Date('2026-11-20T09:30:00Z') },
  };
  expect(CSV_HEAD).toBe('received_at,from,to,keyword,text,encoding,segments,missing_segments,id\r\n');
  expect(csvLines([facts])).toBe(
    `"2026-11-20T09:30:00.000Z","'+37255510001","12345","","'=cmd|""x""\n, y","gsm7","3","1","id-1"\r\n`,
  );
});
