import type { Scope } from '../auth/actor';
import type { KeyMode, KeyType } from './schema';

/** Settings a key, or its account, gives to messages that do not say otherwise. Null: not set here. */
export type SendSettings = {
  sender: string | null;
  autoReplace: 'off' | 'on' | 'full' | null;
  dlrUrl: string | null;
};

/** What authentication and acceptance need of a key, as one process remembers it. Never holds the secret itself. */
export type KeyRecord = {
  id: string;
  accountId: string;
  name: string;
  type: KeyType;
  mode: KeyMode;
  enabled: boolean;
  expiresAtMs: number | null;
  scopes: readonly Scope[];
  /** Row revision this picture was taken at; the accepting statement checks it. */
  revision: number;
  secretId: string;
  /** Set while a rotation overlaps and this is the old secret. */
  secretValidUntilMs: number | null;
  settings: SendSettings;
  accountSettings: SendSettings;
};
