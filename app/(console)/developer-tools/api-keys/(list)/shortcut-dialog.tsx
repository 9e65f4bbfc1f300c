'use client';

import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';

const FOR_ALL = [
  { keys: ['/'], what: 'Search' },
  { keys: ['j', 'k'], what: 'Next and previous key' },
  { keys: ['Enter'], what: 'Open the key' },
  { keys: ['?'], what: 'This list' },
];
const FOR_MANAGERS = [
  { keys: ['n'], what: 'New API key' },
  { keys: ['x'], what: 'Select the key' },
  { keys: ['Shift', 'click'], what: 'Select all up to here' },
  { keys: ['Esc'], what: 'Select nothing' },
];

export function ShortcutDialog({ manages, onClose }: { manages: boolean; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Keyboard">
        <dl className="mt-4 space-y-2">
          {[...FOR_ALL, ...(manages ? FOR_MANAGERS : [])].map(({ keys, what }) => (
            <div key={what} className="flex items-center justify-between gap-4">
              <dt className="text-soft">{what}</dt>
              <dd className="flex gap-1">
                {keys.map((key) => (
                  <kbd key={key} className="rounded-[5px] border bg-well px-1.5 font-mono text-small leading-5">
                    {key}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <DialogActions>
          <DialogClose asChild>
            <Button>Close</Button>
          </DialogClose>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
