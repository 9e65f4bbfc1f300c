import fs from 'node:fs';
import readline from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '@/lib/base/errors';

/** Reads a line from standard input: a prompt that shows nothing at a terminal. */
export async function readPassword(): Promise<string> {
  const atTerminal = process.stdin.isTTY === true;
  if (atTerminal) process.stderr.write('Password (not shown): ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = readline.createInterface({ input: process.stdin, output: silent, terminal: atTerminal });
  try {
    for await (const line of reader) return line;
    return '';
  } finally {
    reader.close();
    if (atTerminal) process.stderr.write('\n');
  }
}

/** Returns the JSON object in a file, `-` for standard input. Throws `invalid_request` that names the option. */
export function readJsonFile(option: string, file: string): Record<string, unknown> {
  let text: string;
  try {
    text = fs.readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new AppError('invalid_request', `${option}: the file cannot be read: ${(error as Error).message}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw new AppError('invalid_request', `${option}: the file is not JSON: ${(error as Error).message}`);
  }
  throw new AppError('invalid_request', `${option}: the file must contain a JSON object.`);
}
