'use client';

import { Slot } from 'radix-ui';
import { type ComponentType, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';

type Kind = 'menu' | 'dialog';
type WithTrigger<Props> = Props & {
  /** The button. The loaded component renders it as its own trigger, so that it is written once. */
  trigger: ReactElement;
};

/**
 * Returns a component that renders `trigger` alone until it is clicked, then the loaded component with all props. For
 * menus, popovers and sheets, which would otherwise add their library to the first load of the page. The code is fetched
 * when the pointer or the focus reaches the button. The loaded component must be open on its first render.
 */
export function onDemand<Props extends object>(
  kind: Kind,
  load: () => Promise<ComponentType<WithTrigger<Props>>>,
): (props: WithTrigger<Props>) => ReactNode {
  const Loaded = lazy(async () => ({ default: await load() }));
  return (props) => (
    <LoadOnClick kind={kind} load={load} trigger={props.trigger}>
      <Loaded {...props} />
    </LoadOnClick>
  );
}

type LoadOnClickProps = WithTrigger<{ kind: Kind; load: () => Promise<unknown>; children: ReactNode }>;

function LoadOnClick({ kind, load, trigger, children }: LoadOnClickProps) {
  const [opened, setOpened] = useState(false);
  if (opened) return <Suspense fallback={trigger}>{children}</Suspense>;
  const preload = () => {
    load().catch(() => {});
  };
  return (
    <Slot.Root
      aria-haspopup={kind}
      aria-expanded={false}
      onClick={() => setOpened(true)}
      onPointerEnter={preload}
      onFocus={preload}
    >
      {trigger}
    </Slot.Root>
  );
}
