import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reachableFrom, readSources, type Source } from './testing/sources';

const sources = readSources();
const all = [...sources.values()];
const production = all.filter(({ file }) => !/\.test\.tsx?$|^lib\/testing\/|^e2e\/|^bench\//.test(file));
const inFolder = (folder: string) => production.filter(({ file }) => file.startsWith(`${folder}/`));

const PURE = /^lib\/base\/[\w-]+\.ts$|\/(schema|rules|actions)\.ts$|^lib\/access\/(actor|permissions)\.ts$/;
const IO =
  /^(next|react|pg|pino|@prisma\/.*)(\/|$)|^node:(fs|net|http|https|tls|dns|child_process)|^lib\/(runtime\/(env|logger)|database\/db)\.ts$/;
const SERVER_ONLY = /^lib\/(runtime\/env|database\/db)\.ts$|^lib\/.*\/(queries|commands)[./]|^server\//;
const NEXT = /^next(\/|$)/;
const MAY_IMPORT_NEXT = /^lib\/(actions\/|auth\/session\.ts|auth\/sign-in|runtime\/request-client)/;
const MAY_READ_ENVIRONMENT =
  /^(lib\/(runtime\/(env|logger)|database\/db)\.ts|server\/|prisma\/|app\/instrumentation|[\w.-]+\.config\.)/;
const MAX_LINES = 300;

/**
 * The folders of lib/, in order: each imports only from those before it. lib/README.md lists them with what they hold.
 * `generated` is Prisma's output, and `testing` is imported by tests alone.
 */
const LAYERS = [
  ...[
    'generated',
    'base',
    'text',
    'numbers',
    'network',
    'runtime',
    'database',
    'live',
    'metrics',
    'secrets',
    'access',
    'audit',
    'security',
  ],
  ...[
    'auth',
    'accounts',
    'senders',
    'replacements',
    'queue',
    'limits',
    'credit',
    'webhooks',
    'messages',
    'keys',
    'sending-defaults',
    'account-limits',
  ],
  ...[
    'refusals',
    'carriers',
    'received',
    'smsc',
    'acceptance',
    'delivery',
    'worker',
    'health',
    'actions',
    'api',
    'problems',
  ],
];

/** Lines `file imports target` for every import that `forbidden` matches. */
function offences(files: Source[], forbidden: (target: string, file: string) => boolean): string[] {
  return files.flatMap(({ file, imports }) =>
    imports.filter((target) => forbidden(target, file)).map((target) => `${file} imports ${target}`),
  );
}

describe('the import table', () => {
  it('covers the sources', () => {
    expect(sources.get('lib/accounts/commands.ts')?.imports).toContain('lib/database/db.ts');
    expect(production.length).toBeGreaterThan(50);
  });

  it('allows lib/ to import nothing from the layers above it', () => {
    expect(offences(inFolder('lib'), (target) => /^(app|components|server|bench|e2e)\//.test(target))).toEqual([]);
  });

  it('keeps schemas, rules and other pure files free of input and output, over any number of steps', () => {
    const bad = production
      .filter(({ file }) => PURE.test(file) && file.startsWith('lib/'))
      .flatMap(({ file }) =>
        [...reachableFrom(sources, file)]
          .filter((target) => IO.test(target))
          .map((target) => `${file} reaches ${target}`),
      );
    expect(bad).toEqual([]);
  });

  it('keeps components/ free of pages, queries, commands, database and settings, over any number of steps', () => {
    const bad = inFolder('components').flatMap(({ file }) =>
      [...reachableFrom(sources, file)]
        .filter((target) => SERVER_ONLY.test(target) || target.startsWith('app/'))
        .map((target) => `${file} reaches ${target}`),
    );
    expect(bad).toEqual([]);
  });

  it('restricts client components of a page to server actions for queries, commands and database', () => {
    const clients = inFolder('app').filter(({ text }) => text.startsWith("'use client'"));
    expect(clients.length).toBeGreaterThan(50);
    const bad = clients.flatMap(({ file }) =>
      [...reachableFrom(sources, file, ({ text }) => text.startsWith("'use server'"))]
        .filter((target) => SERVER_ONLY.test(target))
        .map((target) => `${file} reaches ${target}`),
    );
    expect(bad).toEqual([]);
  });

  it('allows pages and routes to use the database only through a domain', () => {
    const database = /^lib\/(database\/db\.ts|generated\/)|^@prisma\/client|^pg$/;
    expect(offences(inFolder('app'), (target) => database.test(target))).toEqual([]);
  });

  it('allows imports of pages and routes only inside app/', () => {
    expect(offences(production, (target, file) => target.startsWith('app/') && !file.startsWith('app/'))).toEqual([]);
  });

  it('imports Next in lib/ only where a request becomes an actor or a response', () => {
    expect(offences(inFolder('lib'), (target, file) => NEXT.test(target) && !MAY_IMPORT_NEXT.test(file))).toEqual([]);
  });

  it.each(['server/worker/main.ts', 'server/cli/main.ts', 'server/supervisor/supervise.ts'])(
    'never loads Next or React in %s',
    (entry) => {
      const reached = [...reachableFrom(sources, entry)];
      expect(reached.length).toBeGreaterThan(5);
      expect(reached.filter((target) => /^(next|react|server-only)(\/|$)/.test(target))).toEqual([]);
    },
  );

  it('lists every folder of lib/ once, here and in lib/README.md', () => {
    const folders = new Set(inFolder('lib').map(({ file }) => layerOf(file)));
    expect([...folders].sort()).toEqual(LAYERS.filter((name) => name !== 'generated').sort());
    const documented = [...readFileSync('lib/README.md', 'utf8').matchAll(/^\| `([\w-]+)` +\|/gm)].map(
      ([, name]) => name,
    );
    expect(documented).toEqual([...LAYERS.slice(1), 'generated', 'testing']);
  });

  it('imports in each folder of lib/, types included, only from earlier layers', () => {
    const withTypes = inFolder('lib').map((source) => ({
      ...source,
      imports: [...source.imports, ...source.typeImports],
    }));
    const bad = offences(withTypes, (target, file) => {
      if (!target.startsWith('lib/') || layerOf(target) === layerOf(file)) return false;
      return !LAYERS.slice(0, LAYERS.indexOf(layerOf(file))).includes(layerOf(target));
    });
    expect(bad).toEqual([]);
  });

  it('has no import cycles', () => {
    const cyclic = production.filter(({ file }) => reachableFrom(sources, file).has(file)).map(({ file }) => file);
    expect(cyclic).toEqual([]);
  });
});

describe('location of code', () => {
  it('keeps in components/, apart from ui/, form/ and layout/, only what two or more routes use', () => {
    const shared = inFolder('components').filter(({ file }) => !/^components\/(ui|form|layout)\//.test(file));
    expect(shared.length).toBeGreaterThan(10);
    const single = shared.filter(({ file }) => routesUsing(file).size < 2).map(({ file }) => file);
    expect(single).toEqual([]);
  });

  it('reads environment variables only where settings are read', () => {
    const readers = production.filter(({ text }) => /^(?!\s*(\/\/|\*)).*\bprocess\.env\b/m.test(withoutStrings(text)));
    expect(readers.map(({ file }) => file).filter((file) => !MAY_READ_ENVIRONMENT.test(file))).toEqual([]);
  });

  it('constructs Prisma only in lib/database/db.ts', () => {
    const builders = production.filter(({ text }) => /new PrismaClient\b/.test(text)).map(({ file }) => file);
    expect(builders).toEqual(['lib/database/db.ts']);
  });

  it(`keeps every file within ${MAX_LINES} lines`, () => {
    const long = all.filter(({ text }) => text.split('\n').length > MAX_LINES + 1).map(({ file }) => file);
    expect(long).toEqual([]);
  });
});

function layerOf(file: string): string {
  return file.split('/')[1] ?? '';
}

/** Returns the folders of the pages that load `target`, over any number of steps. */
function routesUsing(target: string): Set<string> {
  const pages = inFolder('app').filter(({ file }) => /\/(page|layout|loading|error|not-found)\.tsx$/.test(file));
  const using = pages.filter(({ file }) => loadedBy(file).has(target));
  return new Set(using.map(({ file }) => file.slice(0, file.lastIndexOf('/'))));
}

const LOADED = new Map<string, Set<string>>();
function loadedBy(file: string): Set<string> {
  const loaded = LOADED.get(file) ?? reachableFrom(sources, file);
  LOADED.set(file, loaded);
  return loaded;
}

/** Without template literals: documentation shows code that reads environment variables. */
function withoutStrings(text: string): string {
  return text.replace(/`[^`]*`/g, '``');
}
