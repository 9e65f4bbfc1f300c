'use client';

import { type ComponentType, type LazyExoticComponent, lazy, type ReactNode, Suspense, useState } from 'react';

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
