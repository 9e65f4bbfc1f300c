import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Submission } from '../carriers/carrier';
import { canonicalCarrierId, receiptIdCandidates } from '../carriers/smpp/receipt-ids';
import { runs } from '../testing/property';
import { type LinkOfTest, submission, useSmpp } from '../testing/smpp-link';

const { smsc, link } = useSmpp();

const MESSAGES = runs(300, 20_000);
const WORKERS = 40;

test('every message through a hostile SMSC is accepted, has its receipt, and repeats only after an unknown outcome', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smsc-account-'));
  const logFile = path.join(folder, 'log');
  const server = await smsc(
    {
      seed: 3,
      answers: { lost: 0.01, errors: [{ status: 'ESME_RSYSERR', share: 0.02 }] },
      receipts: { delayMs: [0, 20], ids: ['same', 'hex', 'padded'], early: 0.1, duplicate: 0.1, outOfOrder: 0.1 },
      disconnect: { afterPdus: 150 },
      garbage: [
        { kind: 'garbage_receipt', afterPdus: 70 },
        { kind: 'short_length', afterPdus: 333 },
      ],
      repeatAfterMs: 5,
    },
    { logFile },
  );
  const opened = link(server.port, { settings: { window: 20 }, responseTimeoutSeconds: 0.5 });
  const unknown = new Set<string>();
  const ids = new Map<string, string>();
  const waiting = Array.from({ length: MESSAGES }, (_, i) =>
    submission({ recipient: `+3725${String(i).padStart(7, '0')}` }),
  );
  const worker = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      ids.set(next.recipient, await sendUntilAccepted(opened, next, unknown));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));

  const missing = new Set([...ids.values()].map(canonicalCarrierId));
  let read = 0;
  await opened.until(() => {
    for (; read < opened.receipts.length; read++) {
      for (const id of candidatesOf(opened.receipts[read]?.carrierMessageId ?? '')) missing.delete(id);
    }
    return missing.size === 0;
  });

  await opened.close();
  await server.stop();
  const accepted = new Map<string, number>();
  for (const line of fs.readFileSync(logFile, 'utf8').trim().split('\n')) {
    const { to, status } = JSON.parse(line) as { to: string; status: number };
    if (status === 0) accepted.set(`+${to}`, (accepted.get(`+${to}`) ?? 0) + 1);
  }
  fs.rmSync(folder, { recursive: true });
  const repeated = [...accepted].filter(([, count]) => count > 1).map(([recipient]) => recipient);
  expect(ids.size).toBe(MESSAGES);
  expect(accepted.size).toBe(MESSAGES);
  expect(repeated.filter((recipient) => !unknown.has(recipient))).toEqual([]);
  expect(server.stats.disconnects).toBeGreaterThan(2);
  expect(unknown.size).toBeGreaterThan(0);
});

function candidatesOf(id: string): string[] {
  return receiptIdCandidates(id, 'auto').map(canonicalCarrierId);
}

/** Hands a message over until it is accepted, and returns its id. */
async function sendUntilAccepted(opened: LinkOfTest, message: Submission, unknown: Set<string>): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    await opened.until(() => opened.room() > 0);
    const outcome = await opened.send({ ...message, attempt });
    if (outcome.kind === 'accepted') return outcome.carrierMessageId;
    if (outcome.kind === 'unknown') unknown.add(message.recipient);
  }
}
