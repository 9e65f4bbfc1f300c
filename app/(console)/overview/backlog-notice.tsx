import { Notice } from '@/components/layout/notice';
import { type BacklogState, describeFull } from '@/lib/queue/backlog';

/** Shows that sends are refused because too many messages wait; renders nothing otherwise. */
export function BacklogNotice({ full }: { full: BacklogState | null }) {
  return full && <Notice tone="bad">New messages are refused. {describeFull(full)}</Notice>;
}
