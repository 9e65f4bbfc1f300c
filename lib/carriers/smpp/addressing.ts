import { senderKind } from '../../senders/rules';
import type { Address } from './pdu-reader';
import type { SmppSettings } from './settings';

/** SMPP 3.4 §5.2.5 and §5.2.6: type of number and numbering plan, by what carriers commonly expect. */
const INTERNATIONAL = { ton: 1, npi: 1 };
const ALPHANUMERIC = { ton: 5, npi: 0 };
const SHORT_CODE = { ton: 3, npi: 0 };
const UNKNOWN = { ton: 0, npi: 0 };
/** SMPP 3.4 §4.4.1: source_addr and destination_addr have 21 octets with their NUL. */
const LONGEST_ADDRESS = 20;

/** An address that cannot be written in a PDU. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/**
 * Returns the source address of a message: numbers without their +. Without a sender the carrier uses its own. Throws
 * AddressError when the sender has a character outside of Latin-1.
 */
export function sourceAddress(sender: string | null, { addressing }: Pick<SmppSettings, 'addressing'>): Address {
  if (sender === null || sender === '') return { ...UNKNOWN, address: '' };
  const kind = senderKind(sender);
  if (kind === 'number') return { ...(addressing.international ?? INTERNATIONAL), address: written(sender.slice(1)) };
  if (kind === 'short_code') return { ...(addressing.shortCode ?? SHORT_CODE), address: written(sender) };
  return { ...(addressing.alphanumeric ?? ALPHANUMERIC), address: written(sender) };
}

/** Returns the destination address of a recipient in E.164. Throws AddressError when it is too long. */
export function destinationAddress(recipient: string, { addressing }: Pick<SmppSettings, 'addressing'>): Address {
  return { ...(addressing.recipient ?? INTERNATIONAL), address: written(recipient.replace(/^\+/, '')) };
}

function written(address: string): string {
  if (address.length > LONGEST_ADDRESS) throw new AddressError(`An address has at most ${LONGEST_ADDRESS} characters.`);
  if (!/^[\x20-\xff]*$/.test(address)) throw new AddressError('An address has only characters of Latin-1.');
  return address;
}

/** Returns an address of a deliver_sm as Postern writes numbers: international ones with +. */
export function readAddress({ ton, address }: Address): string {
  return ton === INTERNATIONAL.ton && /^\d+$/.test(address) ? `+${address}` : address;
}
