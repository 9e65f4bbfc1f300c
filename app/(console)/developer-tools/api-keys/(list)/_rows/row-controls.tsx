'use client';

import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { KeyView } from '@/lib/keys/view';
import { KeyStatusSwitch } from '../../_shared/key-status-switch';
import type { KeyMenuProps } from './key-menu';

const KeyMenu = onDemand<KeyMenuProps>('menu', async () => (await import('./key-menu')).KeyMenu);

type RowControlProps = { item: KeyView; manages: boolean };

/** The switch of a row, in table and card. A deleted key has the text "Deleted" instead. */
export function RowStatus({ item: { id, name, enabled, status }, manages }: RowControlProps) {
  if (status === 'deleted') return <span className="text-soft">Deleted</span>;
  return <KeyStatusSwitch id={id} name={name} enabled={enabled} expired={status === 'expired'} disabled={!manages} />;
}

/** The menu of a row, in table and card. A deleted key has none. */
export function RowMenu({ item: { id, name, enabled, copyable, status }, manages }: RowControlProps) {
  if (status === 'deleted') return null;
  const menu = { id, name, enabled, copyable, manages };
  return <KeyMenu {...menu} trigger={<RowMenuButton name={name} />} />;
}
