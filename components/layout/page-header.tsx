import type { ReactNode } from 'react';

/** Title, one sentence of purpose, the primary action at the right. */
export function PageHeader({ title, purpose, action }: { title: ReactNode; purpose?: ReactNode; action?: ReactNode }) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-display">{title}</h1>
        {purpose && <p className="mt-1 text-soft">{purpose}</p>}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </header>
  );
}
