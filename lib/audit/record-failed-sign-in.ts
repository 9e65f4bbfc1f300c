import { db } from '../database/db';
import { recordEvent } from './record-event';

type Failure = { ip: string | null; step: 'password' | 'code' | 'password again' };

/** Records a wrong password or code of an existing user, never the input. The sign-in limits bound the number. */
export async function recordFailedSignIn(
  { userId, accountId }: { userId: string; accountId: string | null },
  { ip, step }: Failure,
): Promise<void> {
  await db().$transaction((tx) =>
    recordEvent(
      tx,
      { kind: 'system', name: 'sign-in', accountId, ip },
      { action: 'user.sign_in_failed', accountId, targetKind: 'user', targetId: userId, detail: { step } },
    ),
  );
}
