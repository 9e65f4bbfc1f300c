'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { PhoneNavigationButton } from './phone-navigation-button';

const OPEN = overlay(async () => (await import('./phone-navigation-open')).PhoneNavigationOpen);

/** Sections and their items in a sheet, under 768 px. */
export function PhoneNavigation() {
  return (
    <OnDemand overlay={OPEN} kind="dialog" props={{}} button={(opener) => <PhoneNavigationButton {...opener} />} />
  );
}
