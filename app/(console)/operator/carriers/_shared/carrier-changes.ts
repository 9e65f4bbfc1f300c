export type Change = 'pause' | 'drain' | 'remove';

/** What each change of a carrier does, for its confirmation. */
export const CHANGES: Record<Change, { title: string; confirm: string; effect: string }> = {
  pause: {
    title: 'Pause this carrier?',
    confirm: 'Pause carrier',
    effect:
      'gets no more messages, and its links are closed. Its queue waits, or moves to the next route after the time that you set.',
  },
  drain: {
    title: 'Drain this carrier?',
    confirm: 'Drain carrier',
    effect: 'takes no new messages. What is queued for it is still sent, and receipts still arrive.',
  },
  remove: {
    title: 'Remove this carrier?',
    confirm: 'Remove carrier',
    effect:
      'is removed with its routes and secrets. Its messages stay; receipts that have not arrived yet are lost. To wait for them, drain it first.',
  },
};
