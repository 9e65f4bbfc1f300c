/** Command ids of SMPP 3.4 §5.1.2.1. */
export const COMMAND = {
  generic_nack: 0x80000000,
  bind_receiver: 0x00000001,
  bind_transmitter: 0x00000002,
  submit_sm: 0x00000004,
  submit_sm_resp: 0x80000004,
  deliver_sm: 0x00000005,
  deliver_sm_resp: 0x80000005,
  unbind: 0x00000006,
  unbind_resp: 0x80000006,
  bind_transceiver: 0x00000009,
  enquire_link: 0x00000015,
  enquire_link_resp: 0x80000015,
  alert_notification: 0x00000102,
  data_sm: 0x00000103,
  data_sm_resp: 0x80000103,
} as const;

/** The bit of a command id that marks a response. */
export const RESPONSE = 0x80000000;

/** Tags of optional parameters (TLVs), SMPP 3.4 §5.3.2. */
export const TAG = {
  receipted_message_id: 0x001e,
  sar_msg_ref_num: 0x020c,
  sar_total_segments: 0x020e,
  sar_segment_seqnum: 0x020f,
  network_error_code: 0x0423,
  message_payload: 0x0424,
  message_state: 0x0427,
} as const;

/** Bits of esm_class, SMPP 3.4 §5.2.12. */
export const ESM_CLASS = {
  /** The type of the message is in these bits. */
  type: 0x3c,
  receipt: 0x04,
  delivery_acknowledgement: 0x08,
  intermediate_notification: 0x20,
  user_data_header: 0x40,
} as const;

export const STATUS = {
  ok: 0,
  invalid_message_length: 0x01,
  invalid_command_length: 0x02,
  invalid_command: 0x03,
  not_bound: 0x04,
  already_bound: 0x05,
  system_error: 0x08,
  bind_failed: 0x0d,
  wrong_password: 0x0e,
  wrong_system_id: 0x0f,
  queue_full: 0x14,
  throttled: 0x58,
  temporary: 0x64,
} as const;
