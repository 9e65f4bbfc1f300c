import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, isAppError } from '@/lib/base/errors';
import { DatabaseClient } from '@/lib/database/client';
import { READ_ONLY, ReadOnlyServerError } from '@/lib/database/not-connected';
import { parseDatabaseUrl } from '@/lib/runtime/database-address';
import { dataFiles } from '../data-dir.mjs';
import { type EmbeddedPostgres, startPostgres } from '../postgres/embedded';
import { prepareRoles, type RoleUrls } from '../postgres/roles';
import { requireServerVersion } from '../postgres/version';
import { printLine } from './print-line';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its host name could not be looked up',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  ETIMEDOUT: 'it does not answer',
  '28P01': 'user or password is wrong',
  '28000': 'the server does not accept this user from this address',
  '3D000': 'the database does not exist; create it first',
  '42501': 'this user has no right to connect',
  '53300': 'it has no connection left',
  '57P03': 'it is starting or stopping',
  [READ_ONLY]:
    'it accepts only reads, as a standby does; name the primary, or all hosts with target_session_attrs=read-write',
};

/** Throws `invalid_configuration`, in one line without the password, unless `url` leads to PostgreSQL 15 or newer. */
export async function requireDatabase(url: string): Promise<void> {
  const client = new DatabaseClient({ url });
  client.on('error', () => {});
  try {
    await client.connect();
    if (client.isReadOnly) throw new ReadOnlyServerError();
    await requireServerVersion(client);
  } catch (error) {
    throw isAppError(error) ? error : unreachable(url, error);
  } finally {
    await client.end().catch(() => {});
  }
}

function unreachable(url: string, error: unknown): AppError {
  const reasons = reasonsOf(error);
  const failures = parseDatabaseUrl(url).hostNames.map((name, index) => `${name}: ${reasons[index] ?? reasons[0]}`);
  return new AppError(
    'invalid_configuration',
    `DATABASE_URL cannot be used (${failures.join('; ')}). Correct it, start that server, or leave DATABASE_URL unset to use the bundled PostgreSQL.`,
    { cause: error },
  );
}

/** Returns one reason per host when several were tried, else one. */
function reasonsOf(error: unknown): string[] {
  const { cause } = error as { cause?: unknown };
  const failure = cause ?? error;
  return failure instanceof AggregateError && !('code' in failure) ? failure.errors.map(reasonOf) : [reasonOf(failure)];
}

function reasonOf(error: unknown): string {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return (REASONS[code] ?? (/timeout/i.test(message) ? REASONS.ETIMEDOUT : message)) || code;
}

/** The bundled PostgreSQL of a data folder. Restarted on the same port when it ends unexpectedly. */
export class BundledDatabase {
  private server: EmbeddedPostgres | null = null;
  private starting: Promise<EmbeddedPostgres> | null = null;
  private stopping = false;

  constructor(
    private readonly folder: string,
    private readonly connections: number,
  ) {}

  /** Resolves to the connection URLs of its roles. */
  async start(): Promise<RoleUrls> {
    const server = await this.launch();
    void this.watch(server);
    return prepareRoles(server.url);
  }

  /** Call after the processes that use it have ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.starting?.catch(() => {});
    await this.server?.stop();
  }

  private async launch(port?: number): Promise<EmbeddedPostgres> {
    this.starting = startPostgres({
      dataDir: dataFiles(this.folder).postgres,
      log: (line) => printLine(`${line} …`),
      connections: this.connections,
      ...(port ? { port } : {}),
    });
    this.server = await this.starting;
    return this.server;
  }

  private async watch(first: EmbeddedPostgres): Promise<void> {
    let server = first;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await server.exited;
      if (this.stopping) return;
      const crash = server.crash();
      printLine(`PostgreSQL ended unexpectedly${crash ? ` (${crash})` : ''}. Restarting it in ${pauseMs / 1000} s.`);
      await sleep(pauseMs);
      if (this.stopping) return;
      try {
        server = await this.launch(server.port);
        printLine('PostgreSQL is back.');
        pauseMs = FIRST_PAUSE_MS;
      } catch (error) {
        printLine(error instanceof Error ? error.message : String(error));
      }
    }
  }
}
