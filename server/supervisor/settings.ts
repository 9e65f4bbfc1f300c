import { createUserSchema } from '@/lib/accounts/schema';
import { AppError } from '@/lib/base/errors';
import { type Env, parseEnv } from '@/lib/runtime/env';
import { installationSecrets } from '../data-dir.mjs';
import { requireDatabase } from './database';

/** Placeholder for the address of the bundled database, which is known only once it runs. */
const BUNDLED = 'postgres://bundled';

/** Placeholder secrets: the other settings are validated before secrets are generated for a new folder. */
const ANY_RING = `any:${Buffer.alloc(32).toString('base64')}`;

/** Both pools of a web process (lib/database/db.ts), a worker's pool and LISTEN, and what commands and administrators use. */
const CONNECTIONS = { web: 22, worker: 14, others: 24 };
const LEAST_CONNECTIONS = 100;

/**
 * Completes the environment with the installation's secrets and validates every setting and DATABASE_URL, before the long
 * steps of a start. Throws `invalid_configuration` with one line per error.
 */
export async function checkSettings(): Promise<void> {
  const { env } = process;
  parseEnv({ ...env, DATABASE_URL: env.DATABASE_URL || BUNDLED, SECRETS_KEYS: ANY_RING, SECRETS_PEPPERS: ANY_RING });
  const folder = env.POSTERN_DATA_DIR ?? '';
  Object.assign(env, installationSecrets(folder, env, { create: env.POSTERN_ROLE === 'all' }));
  parseWithoutDatabase();
  requireCompleteAdministrator();
  if (env.DATABASE_URL) await requireDatabase(env.DATABASE_URL);
}

function parseWithoutDatabase(): Env {
  return parseEnv({ ...process.env, DATABASE_URL: process.env.DATABASE_URL || BUNDLED });
}

/** Returns how many connections the bundled database must accept, from the settings that `checkSettings` completed. */
export function requiredConnections(): number {
  const { WEB_PROCESSES, WORKER_PROCESSES } = parseWithoutDatabase();
  const used = WEB_PROCESSES * CONNECTIONS.web + WORKER_PROCESSES * CONNECTIONS.worker + CONNECTIONS.others;
  return Math.max(used, LEAST_CONNECTIONS);
}

function requireCompleteAdministrator(): void {
  const { POSTERN_ADMIN_EMAIL: email, POSTERN_ADMIN_PASSWORD: password } = process.env;
  if (!email && !password) return;
  if (!email || !password) {
    throw new AppError(
      'invalid_configuration',
      'POSTERN_ADMIN_EMAIL and POSTERN_ADMIN_PASSWORD go together: set both, or neither and use the link shown at first start.',
    );
  }
  const parsed = createUserSchema.safeParse({ email, password });
  if (parsed.success) return;
  const names: Record<string, string> = { email: 'POSTERN_ADMIN_EMAIL', password: 'POSTERN_ADMIN_PASSWORD' };
  const lines = parsed.error.issues.map((issue) => `${names[String(issue.path[0])]}: ${issue.message}`);
  throw new AppError('invalid_configuration', lines.join('\n'));
}
