import { describe, expect, it } from 'vitest';
import { resetSingleton } from '../../base/process-singleton';
import { useDatabase } from '../../testing/database';
import { createCarrier, updateCarrier } from '../commands';
import type { HttpSettingsInput } from './settings';

useDatabase();

const SYSTEM = { kind: 'system', name: 'command line', accountId: null } as const;
const BASE: HttpSettingsInput = {
  url: 'https://a.example/',
  body: { kind: 'form', fields: [{ name: 'k', value: '{{secret.key}}' }] },
};

const create = (name: string, settings: HttpSettingsInput = BASE, secrets: Record<string, string> = { key: 'k' }) =>
  createCarrier(SYSTEM, { kind: 'http', name, settings, secrets });

describe('saving an HTTP carrier', () => {
  it('refuses a secret that the settings name and the carrier does not have', async () => {
    await expect(create('a', BASE, {})).rejects.toMatchObject({
      code: 'invalid_fields',
      fields: { 'secrets.key': expect.stringContaining('key') },
    });
    await create('a');
    const change = { name: 'a', seen: 1 };
    await expect(updateCarrier(SYSTEM, { ...change, secrets: { key: null } })).rejects.toMatchObject({
      fields: { 'secrets.key': expect.any(String) },
    });
    const settings = { ...BASE, receipts: { enabled: true } };
    expect(await updateCarrier(SYSTEM, { ...change, settings })).toEqual({
      revision: 2,
      receiptUrl: expect.stringMatching(/\/api\/dlr\/a\/[\w-]{32}$/),
    });
  });

  it('refuses a placeholder that does not exist, and names it', async () => {
    const settings: HttpSettingsInput = { ...BASE, url: 'https://a.example/{{recipent}}' };
    await expect(create('b', settings)).rejects.toThrow(/\{\{recipent\}\}.*\{\{recipient\}\}/);
  });

  it.each([
    'http://127.0.0.1:8080/',
    'http://localhost/',
    'http://[::1]/',
    'http://169.254.169.254/',
    'http://0x7f.1/',
  ])('refuses %s unless CARRIER_ALLOW_CIDRS allows its address', async (url) => {
    await expect(create('c', { ...BASE, url })).rejects.toMatchObject({
      fields: { 'settings.url': expect.stringContaining('CARRIER_ALLOW_CIDRS') },
    });
  });

  it('accepts an address that CARRIER_ALLOW_CIDRS allows', async () => {
    process.env.CARRIER_ALLOW_CIDRS = '127.0.0.1';
    resetSingleton('env');
    try {
      expect(await create('d', { ...BASE, url: 'http://localhost:13013/cgi-bin/sendsms' })).toMatchObject({
        name: 'd',
      });
    } finally {
      delete process.env.CARRIER_ALLOW_CIDRS;
      resetSingleton('env');
    }
  });
});
