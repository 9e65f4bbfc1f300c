import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { rememberDevice, sentDeviceToken } from '@/lib/auth/session';
import { authOptions } from '@/lib/auth/sign-in-options';

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const browser = { readDevice: sentDeviceToken, rememberDevice, userAgent: request.headers.get('user-agent') };
  return NextAuth(request, context, authOptions(browser));
}

export { handle as GET, handle as POST };
