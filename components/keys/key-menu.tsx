'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { RowActions } from './key-actions';

export type KeyMenuProps = {
  id: string;
  name: string;
  enabled: boolean;
  copyable: boolean;
  /** Whether the person may switch and delete keys. */
  manages: boolean;
  actions: RowActions;
};

const OPEN = overlay<KeyMenuProps>(async () => (await import('./key-menu-open')).KeyMenuOpen);

/** What can be done with one key. */
export function KeyMenu(props: KeyMenuProps) {
  return (
    <OnDemand
      overlay={OPEN}
      kind="menu"
      props={props}
      button={(opener) => <RowMenuButton name={props.name} {...opener} />}
    />
  );
}
