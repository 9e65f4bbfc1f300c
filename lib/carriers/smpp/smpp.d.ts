/** What is used of npm smpp 0.5.1, which has no types. */
declare module 'smpp/lib/pdu.js' {
  export class PDU {
    constructor(command: string, fields: Record<string, unknown>);
    toBuffer(): Buffer;
    protected _filter(direction: 'encode' | 'decode'): void;
  }
}

declare module 'smpp/lib/defs.js' {
  export const commands: Record<string, { id: number }>;
  export const errors: Record<string, number>;
}
