'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { ThemeButton } from './theme-button';

const OPEN = overlay(async () => (await import('./theme-menu-open')).ThemeMenuOpen);

export function ThemeMenu() {
  return <OnDemand overlay={OPEN} kind="menu" props={{}} button={(opener) => <ThemeButton {...opener} />} />;
}
