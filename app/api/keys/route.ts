import { apiRoute } from '@/lib/http/api-route';
import { keyJson, revealedJson } from '@/lib/http/key-json';
import { managed } from '@/lib/http/managed';
import { json } from '@/lib/http/respond';
import { createKeyBody, requireNoMore } from '@/lib/keys/api-schema';
import { createKey } from '@/lib/keys/commands/create-key';
import { listKeys } from '@/lib/keys/queries/list-keys';

/** The account's keys, a page at a time; filters and sorting are the table's. */
export const GET = apiRoute(async (request, client) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const page = await managed(request, client, {
    permission: 'keys:read',
    work: (actor) => listKeys(actor, { ...query, pageSize: query.page_size ?? 100 } as Parameters<typeof listKeys>[1]),
  });
  return json(200, {
    keys: page.keys.map(keyJson),
    total: page.total,
    page: page.page,
    page_size: page.pageSize,
  });
});

/** Makes a key. sendSMS.ro: "You can generate unlimited API Keys, either through the API or directly". */
export const POST = apiRoute(async (request, client) => {
  const made = await managed(request, client, {
    permission: 'keys:create',
    parse: (fields) => createKeyBody.parse(fields),
    work: (actor, input, record) => {
      requireNoMore(record, input);
      return createKey(actor, input);
    },
  });
  return json(201, revealedJson(made), { location: `/api/keys/${made.id}` });
});
