'use client';

import { Button } from '@/components/ui/button';
import { signOutAction } from '../../(console)/actions';

export function SignOutButton() {
  return (
    <form action={signOutAction} className="mt-3">
      <Button variant="quiet" type="submit" className="w-full">
        Sign out
      </Button>
    </form>
  );
}
