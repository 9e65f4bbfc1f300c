import { RadioTower } from 'lucide-react';
import type { ComponentProps } from 'react';

export function SimulatorButton(props: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      aria-label="Simulator: no carrier is connected"
      className="relative flex h-6 items-center gap-1.5 rounded-full bg-wait-tint px-2.5 text-small font-medium text-wait before:absolute before:-inset-1"
      {...props}
    >
      <RadioTower aria-hidden className="size-3.5" strokeWidth={1.75} />
      <span className="max-sm:sr-only">Simulator</span>
    </button>
  );
}
