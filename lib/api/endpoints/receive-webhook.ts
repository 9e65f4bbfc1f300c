import * as z from 'zod';
import { notFound } from '../../base/errors';
import { recordRequest } from '../../webhooks/receiver/record';
import { MAX_RECEIVED_BYTES, receiverAnswer } from '../../webhooks/receiver/rules';
import { endpoint } from '../endpoint';

/** The built-in receiver of an account. Stores any request and answers with the status that the account chose. */
export const receiveWebhook = endpoint({
  method: 'POST',
  path: '/hooks/{token}',
  maxBytes: MAX_RECEIVED_BYTES,
  permission: null,
  params: z.object({ token: z.string() }),
  status: 200,
  response: z.strictObject({ received: z.literal(true), note: z.string().optional() }),
  errors: ['not_found'],
  handle: async ({ headers, body }, { token }) => {
    const status = await recordRequest(token, {
      headers: [...(headers.entries?.() ?? [])],
      body: body.toString('utf8'),
    });
    if (status === null) throw notFound('receiver');
    return receiverAnswer(status);
  },
});
