import type { ReactNode } from 'react';
import { Mark } from './mark';

/** What will be here, why it is good to have, and the first action. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <section className="grid min-h-96 place-items-center rounded-card border bg-card px-5 py-12 text-center">
      <div className="w-full max-w-116">
        <Mark className="mx-auto size-18 text-line" />
        <h2 className="mt-5 text-title">{title}</h2>
        <div className="mt-1.5 text-soft">{children}</div>
        {action && <div className="mt-5 flex flex-col items-center gap-4">{action}</div>}
      </div>
    </section>
  );
}
