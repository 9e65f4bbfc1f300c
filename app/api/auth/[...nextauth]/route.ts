import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { callbackTarget } from '@/lib/auth/callback-url';
import { requestBrowser } from '@/lib/auth/session';
import { authOptions } from '@/lib/auth/sign-in-options';
import { publicUrl } from '@/lib/runtime/env';

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(readable(request), context, authOptions(await requestBrowser()));
}

/** Returns the request as next-auth can read it: it knows no HEAD, and answers 500 for a callbackUrl that is no URL. */
function readable(request: NextRequest): NextRequest {
  const url = new URL(request.url);
  const callback = url.searchParams.get('callbackUrl');
  if (callback !== null) url.searchParams.set('callbackUrl', callbackTarget(callback, publicUrl()));
  // Next drops the body of the response to HEAD.
  if (request.method === 'HEAD') return new NextRequest(url, { method: 'GET', headers: request.headers });
  return callback === null ? request : new NextRequest(url, request);
}

export { handle as GET, handle as POST };
