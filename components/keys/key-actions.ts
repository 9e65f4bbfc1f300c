import type { ActionResult } from '@/lib/actions/result';
import type { Revealed } from '@/lib/keys/revealed';
import type { CreateKeyInput } from '@/lib/keys/schema';
import type { ColumnId } from './columns';

/** What can be done to keys. The page gives the server actions to the components that call them. */
export type KeyActions = {
  create: (input: CreateKeyInput) => Promise<ActionResult<Revealed>>;
  copy: (input: { id: string }) => Promise<ActionResult<string>>;
  /** The secret that signs the key's delivery reports. */
  copyWebhookSecret: (input: { id: string }) => Promise<ActionResult<string>>;
  setEnabled: (input: { id: string; enabled: boolean }) => Promise<ActionResult<void>>;
  delete: (input: { id: string }) => Promise<ActionResult<void>>;
  setAllEnabled: (input: { ids: string[]; enabled: boolean }) => Promise<ActionResult<void>>;
  deleteAll: (input: { ids: string[] }) => Promise<ActionResult<void>>;
  chooseColumns: (input: { hidden: ColumnId[] }) => Promise<ActionResult<void>>;
};

/** What can be done to one key of the list. */
export type RowActions = Pick<KeyActions, 'copy' | 'copyWebhookSecret' | 'setEnabled' | 'delete'>;
