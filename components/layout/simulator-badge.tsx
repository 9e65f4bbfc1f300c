'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { SimulatorButton } from './simulator-button';

const OPEN = overlay(async () => (await import('./simulator-notice')).SimulatorNotice);

/** Stands in the bar while no real carrier is connected: nobody shall wait for an SMS that nobody sends. */
export function SimulatorBadge() {
  return <OnDemand overlay={OPEN} kind="dialog" props={{}} button={(opener) => <SimulatorButton {...opener} />} />;
}
