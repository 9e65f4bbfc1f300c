import { type ComponentProps, useId } from 'react';
import type { KeyType } from '@/lib/keys/schema';
import { KEY_TYPE_NAMES } from '../../_shared/key-labels';

const TYPES: { type: KeyType; sentence: string }[] = [
  { type: 'auth', sentence: '24 characters in one header. Simplest.' },
  { type: 'basic', sentence: 'Key and secret, HTTP Basic.' },
  { type: 'hmac', sentence: 'Signed requests. The secret never travels.' },
];

/** The three types of credential as radio cards. */
export function TypeCards({ field, error }: { field: ComponentProps<'input'>; error?: string }) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 font-medium">Credential</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {TYPES.map(({ type, sentence }) => (
          <label
            key={type}
            className="relative cursor-pointer rounded-control border border-line bg-card px-3 py-2.5 transition-colors duration-150 hover:bg-hover has-checked:border-accent has-checked:bg-accent-tint has-focus-visible:ring-3 has-focus-visible:ring-accent-tint has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              {...field}
              type="radio"
              value={type}
              aria-labelledby={`${id}-${type}`}
              aria-describedby={`${id}-${type}-sentence`}
              className="absolute inset-0 cursor-pointer appearance-none opacity-0"
            />
            <span id={`${id}-${type}`} className="block font-medium">
              {KEY_TYPE_NAMES[type]}
            </span>
            <span id={`${id}-${type}-sentence`} className="mt-0.5 block text-small text-soft">
              {sentence}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} className="mt-1.5 text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
