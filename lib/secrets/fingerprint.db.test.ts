import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resetSingleton } from '../base/process-singleton';
import { db } from '../database/db';
import { rotateKey } from '../keys/commands/rotate-key';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { requireMatchingSecrets } from './fingerprint';

useDatabase();

const secret = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

function use(keys: string, peppers: string): void {
  Object.assign(process.env, { SECRETS_KEYS: keys, SECRETS_PEPPERS: peppers });
  resetSingleton('env');
}

beforeEach(() => use(secret('k1', 1), secret('p1', 2)));
afterEach(async () => {
  use(secret('k1', 1), secret('p1', 2));
  await db().apiKey.deleteMany();
  await db().installation.deleteMany();
});

describe('secrets and database', () => {
  it('match when nothing has changed', async () => {
    await requireMatchingSecrets();
    await makeKey(await makeAccount());
    await requireMatchingSecrets();
  });

  it('do not match when a secret changed under the same id, without revealing it', async () => {
    await requireMatchingSecrets();
    use(secret('k1', 1), secret('p1', 9));
    await expect(requireMatchingSecrets()).rejects.toThrow(
      /^SECRETS_PEPPERS does not belong to this database: its "p1"/,
    );
    const row = await db().installation.findUniqueOrThrow({ where: { name: 'secrets_fingerprint' } });
    expect(row.value).not.toContain(Buffer.alloc(32, 2).toString('hex'));
  });

  it.each([
    ['SECRETS_KEYS', secret('k2', 3), secret('p1', 2)],
    ['SECRETS_PEPPERS', secret('k1', 1), secret('p2', 3)],
  ])('do not match when %s lacks a secret of stored keys', async (name, keys, peppers) => {
    await requireMatchingSecrets();
    await makeKey(await makeAccount());
    use(keys, peppers);
    await expect(requireMatchingSecrets()).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining(`${name} does not belong to this database: it lacks`),
    });
  });

  it('allow a rotation: add one, and remove the old one when no row uses it', async () => {
    await requireMatchingSecrets();
    use(`${secret('k2', 3)},${secret('k1', 1)}`, `${secret('p2', 4)},${secret('p1', 2)}`);
    await requireMatchingSecrets();
    await makeKey(await makeAccount());
    use(secret('k2', 3), secret('p2', 4));
    await requireMatchingSecrets();
  });

  it('allow removing a pepper once every key that uses it has been rotated', async () => {
    await requireMatchingSecrets();
    const actor = await makeAccount();
    const { id } = await makeKey(actor);
    use(secret('k1', 1), `${secret('p2', 4)},${secret('p1', 2)}`);
    await requireMatchingSecrets();
    await rotateKey(actor, { id, overlapS: 0 });
    use(secret('k1', 1), secret('p2', 4));
    await requireMatchingSecrets();
  });

  it('are stored once when several processes start concurrently', async () => {
    await Promise.all([requireMatchingSecrets(), requireMatchingSecrets(), requireMatchingSecrets()]);
    expect(await db().installation.count()).toBe(1);
  });
});
