import { addKey } from './accounts';
import { expect, test } from './fixtures';

/** Request variants that have bypassed page guards of frameworks before. */
const WITHOUT_SESSION: Record<string, string>[] = [
  {},
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware' },
];

test('a link with an anchor scrolls to that section', async ({ page, account }) => {
  await page.goto('/developer-tools/api-reference#keys');
  await expect(page.getByRole('heading', { name: /^Manage keys/ })).toBeInViewport();
  const name = 'Parts';
  const { id } = await addKey(account, { name });
  const rotation = page.getByRole('heading', { name: 'Rotation', exact: true });
  await page.goto(`/developer-tools/api-keys/${id}#rotation`);
  await expect(rotation).toBeInViewport();
  await page.goto(`/developer-tools/api-keys?search=${name}`);
  await page
    .getByRole('button', { name: `Actions for ${name}` })
    .filter({ visible: true })
    .click();
  await page.getByRole('menuitem', { name: /^Rotate/ }).click();
  await expect(rotation).toBeInViewport();
});

test('a page prefetches another one only once its link is pointed at', async ({ page }) => {
  const prefetched: string[] = [];
  page.on('request', (request) => {
    if (request.headers()['next-router-prefetch']) prefetched.push(new URL(request.url()).pathname);
  });
  await page.goto('/overview');
  const link = page.getByRole('link', { name: 'Messages', exact: true });
  await expect(async () => {
    // The page is visible some time before its scripts run.
    await page.mouse.move(0, 0);
    await link.hover();
    await expect.poll(() => prefetched.length, { timeout: 2_000 }).toBeGreaterThan(0);
  }).toPass();
  expect(new Set(prefetched)).toEqual(new Set(['/messages']));
});

test.describe('a missing page', () => {
  test.use({ expectedError: /status of 404/ });

  test('responds with 404 and a page with links', async ({ page }) => {
    for (const path of ['/nothing/here', '/messages/01900000-0000-7000-8000-000000000000', '/messages/x']) {
      const response = await page.goto(path);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
    }
  });
});

test('every page has a content security policy with a unique nonce and does not name its framework', async ({
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

test('an endpoint of sign-in answers HEAD as it answers GET', async ({ request }) => {
  expect((await request.head('/api/auth/csrf')).status()).toBe(200);
});

const PRIVATE = [
  '/overview',
  '/messages',
  '/messages/received',
  '/messages/received/csv',
  '/developer-tools/api-keys',
  '/developer-tools/api-reference',
  '/developer-tools/auto-replace',
  '/developer-tools/auto-replace/csv',
  '/account/members',
  '/developer-tools/sender-ids',
  '/developer-tools/refusals',
  '/developer-tools/webhooks',
  '/developer-tools/webhooks/new',
  '/developer-tools/webhooks/deliveries',
  '/developer-tools/webhooks/receiver',
  '/developer-tools/webhooks/receiver/requests',
  '/developer-tools/webhooks/verify',
  '/account/verification',
  '/account/sending',
  '/account/audit-log',
  '/account/audit-log/csv',
  '/operator/accounts',
  '/operator/users',
  '/operator/verification-requests',
  '/operator/sender-ids',
  '/operator/carriers',
  '/operator/carriers/new',
  '/operator/carriers/simulator',
  '/operator/routes',
  '/operator/delivery-reports',
  '/operator/numbers',
  '/operator/numbers/unassigned',
  '/profile',
];

test.describe('signed out', () => {
  test.use({ signedInAs: null });

  test('without a session no representation of a page contains its data', async ({ request, account }) => {
    await addKey(account, { name: 'Secret name' });
    for (const page of PRIVATE) {
      for (const path of [page, `${page}.rsc`, `${page}.segments/_tree.segment.rsc`, `/_next/data/x${page}.json`]) {
        for (const headers of WITHOUT_SESSION) {
          const response = await request.get(path, { headers, maxRedirects: 0 });
          const body = await response.text();
          for (const secret of [
            account.admin.username,
            account.name,
            'Secret name',
            '••••',
            'YOUR_KEY',
            'key.created',
          ]) {
            expect(body, path).not.toContain(secret);
          }
        }
      }
    }
  });
});
