'use client';

import { Slot } from 'radix-ui';
import {
  type ComponentType,
  type LazyExoticComponent,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useState,
} from 'react';

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

type Opener = {
  'aria-haspopup': 'menu' | 'dialog';
  'aria-expanded': false;
  onClick: () => void;
  onPointerEnter: () => void;
  onFocus: () => void;
};

type OnDemandProps<Props extends object> = {
  overlay: Overlay<Props>;
  kind: Opener['aria-haspopup'];
  props: Props;
  /** The button alone, as it looks before anybody has used it. */
  button: (opener: Partial<Opener>) => ReactNode;
};

export type Overlay<Props extends object> = {
  load: () => Promise<unknown>;
  Component: LazyExoticComponent<ComponentType<Props>>;
};

/** Something behind a button, open from the start, that is fetched when somebody reaches for the button. */
export function overlay<Props extends object>(load: () => Promise<ComponentType<Props>>): Overlay<Props> {
  return { load, Component: lazy(async () => ({ default: await load() })) };
}

/** A button whose menu or popover is not part of the page's first load. */
export function OnDemand<Props extends object>({ overlay, kind, props, button }: OnDemandProps<Props>) {
  const [wanted, setWanted] = useState(false);
  const preload = () => {
    overlay.load().catch(() => {});
  };
  if (!wanted) {
    return button({
      'aria-haspopup': kind,
      'aria-expanded': false,
      onClick: () => setWanted(true),
      onPointerEnter: preload,
      onFocus: preload,
    });
  }
  return (
    <Suspense fallback={button({})}>
      <overlay.Component {...props} />
    </Suspense>
  );
}
