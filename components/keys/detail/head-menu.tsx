'use client';

import { MessageSquareText, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import { routes } from '@/lib/routes';
import { DeleteByNameDialog } from './delete-by-name-dialog';
import type { SectionProps } from './key-page-actions';

/** What else can be done with the key. Open from the start: it is fetched when somebody reaches for it. */
export function HeadMenu({ detail, actions, manages }: SectionProps) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>
          <RowMenuButton name={detail.name} />
        </DropdownMenuTrigger>
        <DropdownMenuContent>
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
        </DropdownMenuContent>
      </DropdownMenu>
      {deleting && <DeleteByNameDialog detail={detail} remove={actions.delete} onClose={() => setDeleting(false)} />}
    </>
  );
}
