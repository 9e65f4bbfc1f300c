import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Owns the database and all that is in it; only migrations connect with it. */
export const OWNER_ROLE = 'postern_owner';
/** The role of the processes: reads and writes rows, changes no tables, and can only add audit events. */
export const APP_ROLE = 'postern_app';

const PASSWORD_BYTES = 24;

/** Connection URLs of the roles. */
export type RoleUrls = { owner: string; app: string };

/**
 * Creates the roles of the bundled database, or sets new passwords for them, and makes the owner role the owner of all that
 * an earlier version created as superuser. `url`: of the superuser.
 */
export async function prepareRoles(url: string): Promise<RoleUrls> {
  const passwords = new Map([OWNER_ROLE, APP_ROLE].map((role) => [role, newPassword()]));
  await onDatabase(url, async (client) => {
    for (const [role, password] of passwords) await client.query(createRole(role, password));
    await client.query(passOwnership(decodeURIComponent(new URL(url).pathname.slice(1))));
  });
  const urlOf = (role: string) => {
    const own = new URL(url);
    own.username = role;
    own.password = passwords.get(role) ?? '';
    return own.href;
  };
  return { owner: urlOf(OWNER_ROLE), app: urlOf(APP_ROLE) };
}

/** Grants the role of the processes its rights, after the migrations. `url`: of the owner. */
export function grantRights(url: string): Promise<void> {
  return onDatabase(url, async (client) => {
    await client.query(rightsOf(APP_ROLE));
  });
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('hex');
}

function createRole(role: string, password: string): string {
  return `
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role}; END IF;
    END $$;
    ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '${password}'`;
}

/** What extensions consist of stays with them, and a sequence of a column follows its table. */
function passOwnership(database: string): string {
  const outside = (catalog: string, alias: string) =>
    `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${alias}.oid AND d.deptype IN ('e', 'a', 'i'))`;
  return `
    ALTER DATABASE ${pg.escapeIdentifier(database)} OWNER TO ${OWNER_ROLE};
    DO $$
    DECLARE statement text;
    BEGIN
      FOR statement IN
        SELECT format('ALTER %s %s OWNER TO ${OWNER_ROLE}', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.oid::regclass)
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
          AND c.relowner <> '${OWNER_ROLE}'::regrole AND (c.relkind <> 'S' OR ${outside('pg_class', 'c')})
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        UNION ALL
        SELECT format('ALTER TYPE %s OWNER TO ${OWNER_ROLE}', t.oid::regtype)
        FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd')
          AND t.typowner <> '${OWNER_ROLE}'::regrole AND ${outside('pg_type', 't')}
        UNION ALL
        SELECT format('ALTER ROUTINE %s OWNER TO ${OWNER_ROLE}', p.oid::regprocedure)
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
          AND p.proowner <> '${OWNER_ROLE}'::regrole AND ${outside('pg_proc', 'p')}
      LOOP
        EXECUTE statement;
      END LOOP;
    END $$`;
}

/** The same statements as in docs/database-roles.md; a test compares them. */
export function rightsOf(role: string): string {
  return `
GRANT USAGE ON SCHEMA public TO ${role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${role};
REVOKE UPDATE, DELETE ON audit_event FROM ${role};
REVOKE INSERT, UPDATE, DELETE ON audit_head, _prisma_migrations FROM ${role};`;
}

async function onDatabase(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
