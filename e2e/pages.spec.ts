import { expectSound, PHONE } from './sound';
import { ADMIN, ADMIN_SESSION, createKey, expect, postern, send, test } from './trial';

/** Pages that no journey of their own looks at. */
const PAGES = [
  '/overview',
  '/messages',
  '/messages?status=unknown&search=123',
  '/messages?from=2026-11-01&to=2026-11-20',
  '/developer-tools/api-keys',
  '/developer-tools/api-keys?status=any&type=auth&sort=name&direction=asc',
  '/developer-tools/api-keys?search=nothing-has-this-name',
  '/developer-tools/api-reference',
];

/** Ways to ask for a page's data that have gone past guards before. */
const WITHOUT_SESSION: Record<string, string>[] = [
  {},
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware' },
];

test.describe('in every look', () => {
  test.use({ ...PHONE, storageState: ADMIN_SESSION });

  test('no page has an accessibility fault or scrolls sideways', async ({ page }) => {
    const key = await createKey(page, 'Key for looks', 'A description that is long enough to be cut '.repeat(4));
    const sent = await send(key, { to: '+37255519001', text: 'https://example.com/'.padEnd(120, 'x') });
    const { id } = (await sent.json()) as { id: string };
    // A disabled key is drawn paler, and must stay readable.
    await page.getByRole('switch', { name: 'Key for looks: enabled' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    for (const path of [...PAGES, `/messages/${id}`]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectSound(page);
    }
  });

  test('signing in has no accessibility fault', async ({ page }) => {
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Enter your password.').waitFor();
    await expectSound(page);
  });

  test('no dialog or menu has an accessibility fault', async ({ page }) => {
    await page.goto('/developer-tools/api-keys');
    for (const name of ['Theme', /^Simulator/, /^User menu/]) {
      await page.getByRole('button', { name }).click();
      await expectSound(page);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'New API Key' }).first().click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Give the key a name.').waitFor();
    await expectSound(page);
    await page.getByRole('radio', { name: 'HMAC' }).check({ force: true });
    await page.getByRole('button', { name: 'Environment, expiry, copying' }).click();
    await page.getByLabel('Compatible with SHA-1 and MD5 clients').check();
    await page.getByLabel('Expiry').selectOption('custom');
    await expectSound(page);
    await page.getByLabel('Expiry').selectOption('never');
    await page.getByLabel('Key Name').fill('Pair for looks');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('dialog', { name: 'API credentials created' }).waitFor();
    await expectSound(page);
    await page.getByLabel('I have saved it').check();
    await page.getByRole('button', { name: 'Ok' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Kind', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'HMAC' }).waitFor();
    await expectSound(page);
    await page.keyboard.press('Escape');
    await page
      .getByRole('checkbox', { name: /^Select Pair/ })
      .first()
      .click();
    await page.getByRole('region', { name: 'Selected keys' }).waitFor();
    await expectSound(page);
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog', { name: 'Delete 1 key?' }).waitFor();
    await expectSound(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Select nothing' }).click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await expectSound(page);
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog', { name: 'Delete this key?' }).waitFor();
    await expectSound(page);
  });
});

test.describe('a link to a part of a page', () => {
  test.use({ storageState: ADMIN_SESSION });

  test('leads to that part, from elsewhere and by its address', async ({ page }) => {
    await page.goto('/developer-tools/api-reference#keys');
    await expect(page.getByRole('heading', { name: /^Manage keys/ })).toBeInViewport();
    const name = `Parts ${Date.now()}`;
    const made = await postern('key', 'create', '--account', ADMIN.accountName, '--name', name);
    const rotation = page.getByRole('heading', { name: 'Rotation', exact: true });
    await page.goto(`/developer-tools/api-keys/${(made as { id: string }).id}#rotation`);
    await expect(rotation).toBeInViewport();
    await page.goto(`/developer-tools/api-keys?search=${name}`);
    await page
      .getByRole('button', { name: `Actions for ${name}` })
      .filter({ visible: true })
      .click();
    await page.getByRole('menuitem', { name: /^Rotate/ }).click();
    await expect(rotation).toBeInViewport();
  });
});

test.describe('what is not there', () => {
  test.use({ expectedError: /status of 404/, storageState: ADMIN_SESSION });

  test('answers 404 with a page that helps on', async ({ page }) => {
    for (const path of ['/nothing/here', '/messages/01900000-0000-7000-8000-000000000000', '/messages/x']) {
      const response = await page.goto(path);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
    }
  });
});

test('every page has a security policy with a nonce of its own and tells nothing of its making', async ({
  request,
}) => {
  const nonces = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const response = await request.get('/sign-in');
    const policy = response.headers()['content-security-policy'] ?? '';
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none');
    expect(response.headers()['x-powered-by']).toBeUndefined();
    expect(response.headers()['x-content-type-options']).toBe('nosniff');
  }
  expect(nonces.size).toBe(3);
  expect((await request.get('/_next/image?url=%2Ficon.svg&w=64&q=75')).status()).not.toBe(200);
});

const PRIVATE = [
  '/overview',
  '/messages',
  '/developer-tools/api-keys',
  '/developer-tools/api-reference',
  '/developer-tools/auto-replace',
  '/developer-tools/auto-replace/csv',
  '/account/members',
  '/developer-tools/sender-ids',
  '/developer-tools/refusals',
  '/account/verification',
  '/account/sending',
  '/account/audit-log',
  '/account/audit-log/csv',
  '/operator/accounts',
  '/operator/users',
  '/operator/verification-requests',
  '/operator/sender-ids',
  '/profile',
];

test('without a session no form of a page holds its data', async ({ request }) => {
  for (const page of PRIVATE) {
    for (const path of [page, `${page}.rsc`, `${page}.segments/_tree.segment.rsc`, `/_next/data/x${page}.json`]) {
      for (const headers of WITHOUT_SESSION) {
        const response = await request.get(path, { headers, maxRedirects: 0 });
        const body = await response.text();
        for (const told of ['mari.tamm', ADMIN.accountName, '••••', 'YOUR_KEY', 'key.created']) {
          expect(body, path).not.toContain(told);
        }
      }
    }
  }
});
