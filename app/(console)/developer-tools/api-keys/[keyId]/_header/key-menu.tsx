'use client';

import { MessageSquareText, Trash2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { DropdownMenuItem, DropdownMenuSeparator, OpenMenu } from '@/components/ui/dropdown-menu';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { DeleteByNameDialog } from '../delete-by-name-dialog';
import type { SectionProps } from '../load-key';

/** More actions on the key. */
export function KeyMenu({ detail, manages, trigger }: SectionProps & { trigger: ReactElement }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <OpenMenu trigger={trigger}>
        <DropdownMenuItem asChild>
          <Link href={routes.messages({ key: detail.id })}>
            <MessageSquareText aria-hidden strokeWidth={1.75} /> Its messages
          </Link>
        </DropdownMenuItem>
        {manages && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem danger onSelect={() => setDeleting(true)}>
              <Trash2 aria-hidden strokeWidth={1.75} /> Delete…
            </DropdownMenuItem>
          </>
        )}
      </OpenMenu>
      {deleting && <DeleteByNameDialog detail={detail} onClose={() => setDeleting(false)} />}
    </>
  );
}
