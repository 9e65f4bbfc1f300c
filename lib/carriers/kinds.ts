import { z } from 'zod';

// Placeholder until the schemas of both kinds are merged.
export const smppSettingsSchema = z.strictObject({
  host: z.string('Enter the host name or address.').trim().min(1, 'Enter the host name or address.'),
  port: z.number('The port must be a whole number.').int().min(1).max(65_535).default(2775),
  systemId: z.string().max(64),
  systemType: z.string().max(12).default(''),
  tls: z.strictObject({ enabled: z.boolean().default(false) }).prefault({}),
  binds: z.number().int().min(1).max(20).default(1),
  window: z.number().int().min(1).max(1_000).default(10),
});
export const httpSettingsSchema = z.strictObject({ url: z.string() });
export type SmppSettings = z.output<typeof smppSettingsSchema>;
export type HttpSettings = z.output<typeof httpSettingsSchema>;
