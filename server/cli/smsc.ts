import { Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '@/lib/base/errors';
import { readScript, type SmscScriptInput } from '@/lib/smsc/script';
import { type Smsc, startSmsc } from '@/lib/smsc/server';
import { jsonOption, print, shown } from './print';

const STATS_MS = 1_000;
const LAST_PORT = 65_535;

type Options = {
  port: number;
  host: string;
  script?: string;
  systemId?: string;
  password?: string;
  tlsCert?: string;
  tlsKey?: string;
  log?: string;
  stats?: boolean;
  json?: boolean;
};

/** smsc: needs no database. */
export function smscCommand(): Command {
  return new Command('smsc')
    .description('run an SMPP server with scripted behavior, to test carriers against (docs/smsc.md)')
    .addOption(new Option('--port <port>', 'port to listen on; 0 for any free one').argParser(portNumber).default(2775))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--script <file>', 'JSON file with its behavior')
    .option('--system-id <id>', 'only system id that may bind; default: any')
    .option('--password <password>', 'only password that may bind; default: any')
    .option('--tls-cert <file>', 'certificate in PEM form; the server then uses TLS')
    .option('--tls-key <file>', 'private key of the certificate')
    .option('--log <file>', 'append each submission to this file, as a line of JSON')
    .option('--stats', 'print its counters every second, as a line of JSON')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- smsc --port 2775 --system-id test --password secret')
    .action(run);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > LAST_PORT) throw new InvalidArgumentError('It must be a port from 0 to 65535.');
  return port;
}

async function run(options: Options): Promise<void> {
  const smsc = await start(options);
  if (options.stats !== true) {
    print(options, { port: smsc.port }, shown`SMSC on ${options.host}, port ${smsc.port}. Ctrl-C ends it.`);
  }
  const timer = options.stats ? setInterval(() => printStats(smsc), STATS_MS) : undefined;
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  clearInterval(timer);
  await smsc.stop();
  printStats(smsc);
}

function printStats({ stats }: Smsc): void {
  process.stdout.write(`${JSON.stringify(stats)}\n`);
}

async function start(options: Options): Promise<Smsc> {
  try {
    return await startSmsc(scriptOf(options), { port: options.port, host: options.host, logFile: options.log });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new AppError('invalid_request', `Port ${options.port} is in use.`);
    if (error instanceof AppError || code === undefined) throw error;
    throw new AppError('invalid_request', `The SMSC cannot start: ${(error as Error).message}`);
  }
}

/** Options replace what the script says. */
function scriptOf({ script, systemId, password, tlsCert, tlsKey }: Options): SmscScriptInput {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new AppError('invalid_request', 'Use --tls-cert and --tls-key together.');
  }
  return {
    ...(script === undefined ? {} : readScript(script)),
    ...(systemId === undefined ? {} : { systemId }),
    ...(password === undefined ? {} : { password }),
    ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { cert: tlsCert, key: tlsKey } }),
  };
}
