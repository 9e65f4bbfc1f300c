import type { KeyView } from '@/lib/keys/view';
import type { RowActions } from './key-actions';
import { KeyMenu } from './key-menu';
import { KeyStatusSwitch } from './key-status-switch';

type RowControlProps = { item: KeyView; manages: boolean; actions: RowActions };

/** A row's switch, in table and card. A deleted key says so instead. */
export function RowStatus({ item, manages, actions }: RowControlProps) {
  if (item.status === 'deleted') return <span className="text-soft">Deleted</span>;
  return (
    <KeyStatusSwitch
      id={item.id}
      name={item.name}
      enabled={item.enabled}
      expired={item.status === 'expired'}
      setEnabled={manages ? actions.setEnabled : null}
    />
  );
}

/** A row's menu, in table and card. A deleted key has none. */
export function RowMenu({ item, manages, actions }: RowControlProps) {
  if (item.status === 'deleted') return null;
  return (
    <KeyMenu
      id={item.id}
      name={item.name}
      enabled={item.enabled}
      copyable={item.copyable}
      manages={manages}
      actions={actions}
    />
  );
}
