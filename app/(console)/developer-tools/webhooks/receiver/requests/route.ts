import { findUser } from '@/lib/auth/session';
import { listReceiverRequests } from '@/lib/webhooks/receiver/queries';
import { toReceivedJson } from '../received-json';

/** Returns what arrived at the receiver after the request `after`, for the page that shows it live. */
export async function GET(request: Request): Promise<Response> {
  const user = await findUser();
  if (!user) return Response.json({ requests: [] }, { status: 401 });
  const after = new URL(request.url).searchParams.get('after') ?? undefined;
  const requests = (await listReceiverRequests(user, after)).map(toReceivedJson);
  return Response.json({ requests }, { headers: { 'cache-control': 'no-store' } });
}
