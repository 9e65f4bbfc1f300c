import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { rememberDevice, sentDeviceToken } from '@/lib/auth/session';
import { authOptions } from '@/lib/auth/sign-in-options';

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const browser = { readDevice: sentDeviceToken, rememberDevice, userAgent: request.headers.get('user-agent') };
  // next-auth knows no HEAD; Next drops the body of its response.
  const asked = request.method === 'HEAD' ? new NextRequest(request, { method: 'GET' }) : request;
  return NextAuth(asked, context, authOptions(browser));
}

export { handle as GET, handle as POST };
