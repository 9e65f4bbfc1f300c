// Prisma's schema engine from its npm package (WebAssembly): it downloads no binary, so it works without a network.
// Development only: `npm run db:diff` prints the SQL of a new migration, and a test compares schema and migrations.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

let panic = '';
globalThis.PRISMA_WASM_PANIC_REGISTRY ??= {
  get: () => panic,
  set_message: (message) => {
    panic = message;
  },
};

const require = createRequire(import.meta.url);
const schemaPath = new URL('./schema.prisma', import.meta.url);
const OID_CHAR = 18;
const OID_TEXT = 25;

// Works around two gaps between adapter-pg and the engine: introspection returns pg's internal "char", which the adapter
// rejects, so its type is changed to text; and the list of constraints (CHECK, since PostgreSQL 18 NOT NULL too) needs that
// type and is used for warnings only, so it is emptied.
function bridge(result) {
  const fields = result?.fields ?? [];
  for (const field of fields) if (field.dataTypeID === OID_CHAR) field.dataTypeID = OID_TEXT;
  if (fields.some((field) => field.name === 'constraint_definition')) result.rows = [];
  return result;
}

function connect(url) {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const query = pool.query.bind(pool);
  pool.query = async (...args) => bridge(await query(...args));
  pool.on('connect', (client) => {
    const clientQuery = client.query.bind(client);
    client.query = (...args) => {
      const result = clientQuery(...args);
      return typeof result?.then === 'function' ? result.then(bridge) : result;
    };
  });
  return new PrismaPg(pool, { disposeExternalPool: true }).connect();
}

async function engine(url, datamodels) {
  const wasm = path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm');
  const instance = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(wasm)), {
    './schema_engine_bg.js': glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const factory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(url),
    connectToShadowDb: () => {
      throw new Error('no shadow database is used here');
    },
  };
  return glue.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

/**
 * Returns the SQL that changes the database `from` (a URL, or null for an empty one) to the schema file. Returns an empty
 * script ("-- This is an empty migration.") when they agree.
 */
export async function diffToSchema(from) {
  const schema = [['schema.prisma', fs.readFileSync(schemaPath, 'utf8')]];
  const schemaEngine = await engine(from, schema);
  const files = { files: [{ path: 'schema.prisma', content: schema[0][1] }] };
  const result = await schemaEngine.diff({
    from: from ? { tag: 'schemaDatasource', ...files, configDir: '.' } : { tag: 'empty' },
    to: { tag: 'schemaDatamodel', ...files },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.stdout ?? '';
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  process.stdout.write(await diffToSchema(process.env.DATABASE_URL ?? null));
  process.exit(0);
}
