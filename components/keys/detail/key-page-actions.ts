import type { ReadTable } from '@/components/replacements/replacement-actions';
import type { ActionResult } from '@/lib/actions/result';
import type { Scope } from '@/lib/auth/actor';
import type { IpTest, KeyDetail } from '@/lib/keys/queries/key-detail';
import type { Revealed } from '@/lib/keys/revealed';
import type { IpRestrictionInput, SendSettingsInput } from '@/lib/keys/schema';

type Run<Input, Data = void> = (input: Input) => Promise<ActionResult<Data>>;

/** What can be done on a key's page. The page gives the server actions to the components that call them. */
export type KeyPageActions = {
  copy: Run<{ id: string }, string>;
  copyWebhookSecret: Run<{ id: string }, string>;
  setEnabled: Run<{ id: string; enabled: boolean }>;
  delete: Run<{ id: string }>;
  rename: Run<{ id: string; name: string; description?: string | undefined }>;
  setIpRestriction: Run<IpRestrictionInput>;
  addAddress: Run<{ id: string; ip: string }>;
  resetLock: Run<{ id: string }>;
  testIp: Run<{ id: string; ip: string }, IpTest>;
  setSending: Run<SendSettingsInput>;
  readTable: ReadTable;
  setScopes: Run<{ id: string; scopes: Scope[] }>;
  setExpiry: Run<{ id: string; expiresAt: unknown }>;
  setOptions: Run<{ id: string; compatible: boolean; allowQueryKey: boolean }>;
  rotate: Run<{ id: string; overlapS: number }, Revealed>;
  endRotation: Run<{ id: string }>;
  moveRotationEnd: Run<{ id: string; endsAt: unknown }>;
};

/** What every section of the page is given. `now` is the server's clock, ISO 8601. */
export type SectionProps = {
  detail: KeyDetail;
  actions: KeyPageActions;
  /** Whether the person may change the key. */
  manages: boolean;
  now: string;
};
