import type { AutoReplaceMode } from '../text/auto-replace-modes';

/** Settings of messages at one of three levels: request, key or account. Null: not set at this level. */
export type SendSettings = {
  sender: string | null;
  autoReplace: AutoReplaceMode | null;
  dlrUrl: string | null;
};

const DEFAULTS = { sender: null, autoReplace: 'off', dlrUrl: null } as const satisfies SendSettings;

export type EffectiveSettings = {
  sender: string | null;
  autoReplace: AutoReplaceMode;
  dlrUrl: string | null;
};

/**
 * Returns the settings of one message: request overrides key, key overrides account, else the default (Messente: "the API request
 * will overrule the API key configuration"). Null and absent both mean "not set at this level". Run once, at acceptance; the
 * result is stored on the message, so that editing a key never alters messages already accepted.
 */
export function effectiveSettings(
  request: Partial<SendSettings>,
  key: SendSettings,
  account: SendSettings,
): EffectiveSettings {
  return {
    sender: request.sender ?? key.sender ?? account.sender ?? DEFAULTS.sender,
    autoReplace: request.autoReplace ?? key.autoReplace ?? account.autoReplace ?? DEFAULTS.autoReplace,
    dlrUrl: request.dlrUrl ?? key.dlrUrl ?? account.dlrUrl ?? DEFAULTS.dlrUrl,
  };
}
