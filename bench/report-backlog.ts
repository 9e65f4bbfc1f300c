// Rate at which one worker sends a backlog of delivery reports to one endpoint, and Kannel's callbacks beside it.
import { setTimeout as sleep } from 'node:timers/promises';
import { hasKannel, reportParameters, runKannel } from './kannel';
import { load } from './load';
import { buildNoDelay } from './no-delay';
import { connect, describePace, makeSender, paceOf, withWorker } from './queue-part';
import { seedDueReports } from './seed';
import { type Sink, startSink } from './sink';
import { recordedAttempts, removeMessages } from './tables';

const RECORD_LIMIT_MS = 30_000;
const KANNEL_CONNECTIONS = 128;
const KANNEL_LOAD_S = 5;

/** Measures `count` due reports of one endpoint. */
export async function benchReportBacklog(count: number, dir: string): Promise<void> {
  const sink = await startSink();
  console.log(`\nA backlog of ${count.toLocaleString('en')} delivery reports for one endpoint`);
  await posternBacklog(count, sink);
  if (hasKannel()) {
    await kannelBacklog('Kannel', undefined, sink, dir);
    const library = buildNoDelay(dir);
    if (library) await kannelBacklog('Kannel, no delay', library, sink, dir);
  }
  sink.stop();
}

async function posternBacklog(count: number, sink: Sink): Promise<void> {
  const sender = await makeSender();
  const client = await connect();
  await seedDueReports(sender, sink.url, count);
  await client.query('VACUUM ANALYZE');
  const before = await recordedAttempts(client);
  const startedMs = performance.now();
  await withWorker(async () => {
    const pace = await paceOf(count, () => sink.received().ids.size, startedMs);
    const received = sink.received();
    const recorded = await attemptsRecorded(before, received.requests);
    console.log(
      `  Postern: ${describePace(pace)}; ${count - received.ids.size} missing, ` +
        `${received.requests - received.ids.size} twice, ${received.unsigned} unsigned, ${recorded} attempts recorded`,
    );
  });
  await removeMessages(client);
  await client.end();

  async function attemptsRecorded(earlier: number, expected: number): Promise<number> {
    const deadline = performance.now() + RECORD_LIMIT_MS;
    for (;;) {
      const recorded = (await recordedAttempts(client)) - earlier;
      if (recorded >= expected || performance.now() > deadline) return recorded;
      await sleep(250);
    }
  }
}

/**
 * Kannel cannot hold back its reports alone: messages queue while its carrier is disconnected, so its rate includes handing
 * them over.
 */
async function kannelBacklog(name: string, preload: string | undefined, sink: Sink, dir: string): Promise<void> {
  const kannel = await runKannel(dir, { preload, carrier: false });
  try {
    sink.reset();
    const target = { url: kannel.url, get: kannel.get, dlrUrl: reportParameters(sink.url) };
    await load(target, KANNEL_CONNECTIONS, KANNEL_LOAD_S, dir);
    const { waiting } = await kannel.counts();
    const startedMs = performance.now();
    await kannel.connectCarrier();
    const { perS, tenths, done } = await paceOf(waiting, () => sink.received().ids.size, startedMs);
    console.log(
      `  ${name}: ${Math.round(perS)}/s (by tenths: ${tenths.join(' ')}), with handing over ${waiting} messages; ` +
        `${waiting - done} missing`,
    );
  } finally {
    await kannel.stop();
  }
}
