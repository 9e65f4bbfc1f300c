import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { readableAddress } from '@/lib/auth/callback-url';
import { requestBrowser } from '@/lib/auth/session';
import { authOptions } from '@/lib/auth/sign-in-options';
import { publicUrl } from '@/lib/runtime/env';

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(readable(request), context, authOptions(await requestBrowser()));
}

/** Returns the request as next-auth can read it. It knows no HEAD. */
function readable(request: NextRequest): NextRequest {
  const url = readableAddress(request.url, publicUrl());
  // Next drops the body of the response to HEAD.
  if (request.method === 'HEAD') return new NextRequest(url, { method: 'GET', headers: request.headers });
  return url.href === request.url ? request : new NextRequest(url, request);
}

export { handle as GET, handle as POST };
