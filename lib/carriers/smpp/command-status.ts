import type { FailureCode } from '../../messages/rules';

/** What a refusal of a submission means for its message. */
export const STATUS_EFFECTS = ['reject', 'retry', 'throttle'] as const;
export type StatusEffect = (typeof STATUS_EFFECTS)[number];

export type CommandStatus = {
  code: number;
  name: string;
  /** One sentence for operators. */
  meaning: string;
  effect: StatusEffect;
};

/** SMPP 3.4 §5.1.3, with what Postern does after a submission that got the status. */
const STATUSES: readonly [code: number, name: string, effect: StatusEffect, meaning: string][] = [
  [0x01, 'ESME_RINVMSGLEN', 'reject', 'The carrier does not accept the length of the message.'],
  [0x02, 'ESME_RINVCMDLEN', 'reject', 'The carrier could not read the PDU: its length is invalid.'],
  [0x03, 'ESME_RINVCMDID', 'reject', 'The carrier does not support the command.'],
  [0x04, 'ESME_RINVBNDSTS', 'retry', 'The bind does not permit the command, for example a submission on a receiver.'],
  [0x05, 'ESME_RALYBND', 'retry', 'The system id is already bound as often as the carrier permits.'],
  [0x06, 'ESME_RINVPRTFLG', 'reject', 'The carrier does not accept the priority flag.'],
  [0x07, 'ESME_RINVREGDLVFLG', 'reject', 'The carrier does not accept the request for receipts.'],
  [0x08, 'ESME_RSYSERR', 'retry', 'The carrier has an internal error.'],
  [0x0a, 'ESME_RINVSRCADR', 'reject', 'The carrier does not accept the sender.'],
  [0x0b, 'ESME_RINVDSTADR', 'reject', 'The carrier does not accept the recipient.'],
  [0x0c, 'ESME_RINVMSGID', 'reject', 'The carrier does not know the message id.'],
  [0x0d, 'ESME_RBINDFAIL', 'retry', 'The carrier refused the bind and sent no reason.'],
  [0x0e, 'ESME_RINVPASWD', 'reject', 'The password is wrong.'],
  [0x0f, 'ESME_RINVSYSID', 'reject', 'The carrier does not know the system id.'],
  [0x11, 'ESME_RCANCELFAIL', 'reject', 'The carrier could not cancel the message.'],
  [0x13, 'ESME_RREPLACEFAIL', 'reject', 'The carrier could not replace the message.'],
  [0x14, 'ESME_RMSGQFUL', 'throttle', 'The queue of the carrier is full.'],
  [0x15, 'ESME_RINVSERTYP', 'reject', 'The carrier does not accept the service type.'],
  [0x33, 'ESME_RINVNUMDESTS', 'reject', 'The carrier does not accept the number of recipients.'],
  [0x34, 'ESME_RINVDLNAME', 'reject', 'The carrier does not know the distribution list.'],
  [0x40, 'ESME_RINVDESTFLAG', 'reject', 'The carrier does not accept the destination flag.'],
  [0x42, 'ESME_RINVSUBREP', 'reject', 'The carrier does not support the replacement of messages.'],
  [
    0x43,
    'ESME_RINVESMCLASS',
    'reject',
    'The carrier does not accept the esm_class. Choose another form of long messages.',
  ],
  [0x44, 'ESME_RCNTSUBDL', 'reject', 'The carrier cannot submit to a distribution list.'],
  [0x45, 'ESME_RSUBMITFAIL', 'reject', 'The carrier refused the message and sent no reason.'],
  [0x48, 'ESME_RINVSRCTON', 'reject', 'The carrier does not accept the sender’s type of number (TON).'],
  [0x49, 'ESME_RINVSRCNPI', 'reject', 'The carrier does not accept the sender’s numbering plan (NPI).'],
  [0x50, 'ESME_RINVDSTTON', 'reject', 'The carrier does not accept the recipient’s type of number (TON).'],
  [0x51, 'ESME_RINVDSTNPI', 'reject', 'The carrier does not accept the recipient’s numbering plan (NPI).'],
  [0x53, 'ESME_RINVSYSTYP', 'reject', 'The carrier does not accept the system type.'],
  [0x54, 'ESME_RINVREPFLAG', 'reject', 'The carrier does not accept the replace_if_present flag.'],
  [0x55, 'ESME_RINVNUMMSGS', 'reject', 'The carrier does not accept the number of messages.'],
  [0x58, 'ESME_RTHROTTLED', 'throttle', 'The messages are sent faster than the carrier permits.'],
  [0x61, 'ESME_RINVSCHED', 'reject', 'The carrier does not accept the scheduled time.'],
  [0x62, 'ESME_RINVEXPIRY', 'reject', 'The carrier does not accept the validity period. Choose another form of it.'],
  [0x63, 'ESME_RINVDFTMSGID', 'reject', 'The carrier does not know the predefined message.'],
  [0x64, 'ESME_RX_T_APPN', 'retry', 'The receiving application has a temporary error.'],
  [0x65, 'ESME_RX_P_APPN', 'reject', 'The receiving application has a permanent error.'],
  [0x66, 'ESME_RX_R_APPN', 'reject', 'The receiving application refused the message.'],
  [0x67, 'ESME_RQUERYFAIL', 'reject', 'The carrier could not answer the query.'],
  [0xc0, 'ESME_RINVOPTPARSTREAM', 'reject', 'The carrier could not read the optional parameters (TLVs).'],
  [0xc1, 'ESME_ROPTPARNOTALLWD', 'reject', 'The carrier does not allow an optional parameter (TLV).'],
  [0xc2, 'ESME_RINVPARLEN', 'reject', 'The carrier does not accept the length of an optional parameter (TLV).'],
  [0xc3, 'ESME_RMISSINGOPTPARAM', 'reject', 'The carrier expects an optional parameter (TLV) that is missing.'],
  [0xc4, 'ESME_RINVOPTPARAMVAL', 'reject', 'The carrier does not accept the value of an optional parameter (TLV).'],
  [0xfe, 'ESME_RDELIVERYFAILURE', 'reject', 'The carrier could not deliver the message.'],
  [0xff, 'ESME_RUNKNOWNERR', 'retry', 'The carrier reports an unknown error.'],
  // SMPP 5.0 §4.7.6, used by carriers that speak 3.4 too.
  [0x100, 'ESME_RSERTYPUNAUTH', 'reject', 'The system id may not use the service type.'],
  [0x101, 'ESME_RPROHIBITED', 'reject', 'The system id may not use the operation.'],
  [0x102, 'ESME_RSERTYPUNAVAIL', 'retry', 'The service type is not available now.'],
  [0x103, 'ESME_RSERTYPDENIED', 'reject', 'The service type is denied.'],
  [0x104, 'ESME_RINVDCS', 'reject', 'The carrier does not accept the data_coding. Choose another default alphabet.'],
  [0x105, 'ESME_RINVSRCADDRSUBUNIT', 'reject', 'The carrier does not accept the sender’s subunit.'],
  [0x106, 'ESME_RINVDSTADDRSUBUNIT', 'reject', 'The carrier does not accept the recipient’s subunit.'],
];

const FIRST_OF_VENDORS = 0x400;
const LAST_OF_VENDORS = 0x4ff;

/** The statuses of the standard, in order. */
export const COMMAND_STATUSES: readonly CommandStatus[] = STATUSES.map(([code, name, effect, meaning]) => ({
  ...{ code, name, effect, meaning },
}));

const BY_CODE = new Map(COMMAND_STATUSES.map((status) => [status.code, status]));

/** Returns the meaning of a command_status that is not 0. One that is not in the standard rejects the message. */
export function commandStatus(code: number): CommandStatus {
  return BY_CODE.get(code) ?? { code, name: hexCode(code), meaning: unknownMeaning(code), effect: 'reject' };
}

function unknownMeaning(code: number): string {
  return code >= FIRST_OF_VENDORS && code <= LAST_OF_VENDORS
    ? 'The code is the carrier’s own: its documentation has the meaning.'
    : 'The code is in no version of SMPP: the carrier’s documentation has the meaning.';
}

/** Returns a code as the documentation of carriers writes it, such as 0x00000058. */
export function hexCode(code: number): string {
  return `0x${code.toString(16).padStart(8, '0')}`;
}

/** Returns a status for people: name, code and meaning. */
export function describeStatus(code: number): string {
  const { name, meaning } = commandStatus(code);
  return name === hexCode(code) ? `${name}: ${meaning}` : `${name} (${hexCode(code)}): ${meaning}`;
}

/** Returns the failure that a message has when it was rejected with `code`. */
export function failureOf(code: number): FailureCode {
  return code === 0x0b || code === 0x50 || code === 0x51 ? 'invalid_recipient' : 'rejected_by_carrier';
}

/** Returns the code that an operator wrote as hex (0x58) or decimal (88); null when it is neither. */
export function parseStatusCode(text: string): number | null {
  if (!/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) return null;
  const code = Number(text);
  return code > 0 && code <= 0xffffffff ? code : null;
}
