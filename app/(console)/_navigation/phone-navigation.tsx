'use client';

import { usePathname } from 'next/navigation';
import { type ReactElement, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet';
import { ItemLinks } from './nav-links';
import { isWithin, useSections } from './navigation';

/** The sections and their items in a sheet, below 768 px. */
export function PhoneNavigation({ trigger }: { trigger: ReactElement }) {
  const [open, setOpen] = useState(true);
  const pathname = usePathname();
  const sections = useSections();
  const close = () => setOpen(false);
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>{trigger}</SheetTrigger>
      <SheetContent title="Postern">
        <nav aria-label="Sections" className="mt-2 space-y-1">
          {sections.map((section) => (
            <div key={section.root}>
              {section.items.length > 0 ? (
                <>
                  <p className="px-2.5 pt-4 pb-2 text-small text-soft">{section.label}</p>
                  <ItemLinks items={section.items} onNavigate={close} />
                </>
              ) : (
                <Link
                  href={section.href}
                  onClick={close}
                  aria-current={isWithin(pathname, section.root) ? 'page' : undefined}
                  className={cn(
                    'flex h-9 items-center rounded-control px-2.5 hover:bg-hover',
                    isWithin(pathname, section.root) ? 'bg-hover font-medium' : 'text-soft',
                  )}
                >
                  {section.label}
                </Link>
              )}
            </div>
          ))}
        </nav>
      </SheetContent>
    </Sheet>
  );
}
