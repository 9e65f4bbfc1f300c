import { requireMatchingSecrets } from '@/lib/secrets/fingerprint';
import { findRunning, installationSecrets } from '../data-dir.mjs';
import { loadSettings } from '../settings.mjs';
import { UserError } from '../user-error.mjs';

/**
 * Completes the environment: commands use the database of DATABASE_URL, else the bundled one of the installation running in
 * POSTERN_DATA_DIR. Throws UserError when none is running. `migrating`: the database may be empty.
 */
export async function connect({ migrating }: { migrating: boolean }): Promise<void> {
  const settings = loadSettings();
  const folder = settings.POSTERN_DATA_DIR ?? '';
  // Standard output is for the command's result.
  Object.assign(settings, { LOG_LEVEL: 'silent', POSTERN_PROCESS: 'cli' });
  if (!settings.DATABASE_URL) {
    const running = findRunning(folder);
    if (!running) {
      throw new UserError(
        `Postern is not running in ${folder}. Start it with "npm start", set POSTERN_DATA_DIR to where it runs, or set DATABASE_URL.`,
      );
    }
    settings.DATABASE_URL = running.databaseUrl;
    // Printed links must lead to the running installation.
    settings.POSTERN_URL ||= running.url;
  }
  Object.assign(settings, installationSecrets(folder, settings, { create: false }));
  if (!migrating) await requireMatchingSecrets();
}
