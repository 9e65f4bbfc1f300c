import readline from 'node:readline/promises';
import { Writable } from 'node:stream';
import { randomCharacters } from '@/lib/keys/rules';

/** 119 bits. */
const MADE_LENGTH = 20;

export type PasswordOptions = { password?: string; passwordStdin?: boolean };

/** The password given in whichever way, else one made up (`made`), which the caller must show. */
export async function passwordFrom(options: PasswordOptions): Promise<{ password: string; made: boolean }> {
  if (options.passwordStdin) return { password: await readPassword(), made: false };
  const given = options.password ?? process.env.POSTERN_PASSWORD;
  return given ? { password: given, made: false } : { password: randomCharacters(MADE_LENGTH), made: true };
}

async function readPassword(): Promise<string> {
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
