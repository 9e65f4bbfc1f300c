import type { ReactNode } from 'react';

/** A list of names and values. */
export function Facts({ items }: { items: { name: string; value: ReactNode }[] }) {
  return (
    <dl className="divide-y">
      {items.map(({ name, value }) => (
        <div key={name} className="flex justify-between gap-6 py-2.5 first:pt-0 last:pb-0">
          <dt className="shrink-0 text-soft">{name}</dt>
          <dd className="min-w-0 text-right break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
