import * as z from 'zod';
import { publicUrl } from '../../runtime/env';
import { webhookJsonSchema } from '../../webhooks/body-schema';
import { endpoint } from '../endpoint';

/** Returns the JSON schema of webhook bodies. */
export const webhookSchema = endpoint({
  method: 'GET',
  path: '/api/schemas/webhook.json',
  permission: null,
  status: 200,
  response: z.looseObject({ $schema: z.url(), $id: z.url(), anyOf: z.array(z.looseObject({})) }),
  errors: [],
  async handle() {
    return { body: webhookJsonSchema(`${publicUrl()}/api/schemas/webhook.json`) };
  },
});
