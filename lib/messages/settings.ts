import type { SendSettings } from '../acceptance/authentication/cached-key';

const DEFAULTS = { sender: null, autoReplace: 'off', dlrUrl: null } as const satisfies SendSettings;

export type EffectiveSettings = {
  sender: string | null;
  autoReplace: NonNullable<SendSettings['autoReplace']>;
  dlrUrl: string | null;
};

/**
 * What counts for one message: request overrides key, key overrides account, else the default (Messente: "the API request
 * will overrule the API key configuration"). Null and absent both mean "not said here". Run once, at acceptance; the
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
