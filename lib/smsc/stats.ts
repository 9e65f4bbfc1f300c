/** What a test SMSC counted. */
export type SmscStats = {
  connections: number;
  binds: number;
  bindsRefused: number;
  disconnects: number;
  /** submit_sm that arrived, and how they were answered. */
  submits: number;
  accepted: number;
  refused: number;
  throttled: number;
  answersLost: number;
  /** deliver_sm with a receipt that were sent, and how the peer answered. */
  receiptsSent: number;
  receiptsAcknowledged: number;
  inboundSent: number;
  inboundAcknowledged: number;
  deliveriesRefused: number;
  deliveriesRepeated: number;
  /** deliver_sm that are not acknowledged yet. */
  deliveriesWaiting: number;
  garbageSent: number;
};

export function emptyStats(): SmscStats {
  return {
    ...{ connections: 0, binds: 0, bindsRefused: 0, disconnects: 0, submits: 0, accepted: 0, refused: 0, throttled: 0 },
    ...{ answersLost: 0, receiptsSent: 0, receiptsAcknowledged: 0, inboundSent: 0, inboundAcknowledged: 0 },
    ...{ deliveriesRefused: 0, deliveriesRepeated: 0, deliveriesWaiting: 0, garbageSent: 0 },
  };
}
