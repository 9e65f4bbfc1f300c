import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The longest path of a Unix socket on Linux and macOS. */
const SOCKET_PATH_BYTES = 103;

/**
 * Returns the path of the console process's socket: in the data folder, which is closed to other users, or in a new folder
 * like it where that path is too long.
 */
export function consoleSocketPath(dataDir: string): string {
  const inDataDir = path.resolve(dataDir, 'console.sock');
  if (Buffer.byteLength(inDataDir) <= SOCKET_PATH_BYTES) return inDataDir;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'console.sock');
}
