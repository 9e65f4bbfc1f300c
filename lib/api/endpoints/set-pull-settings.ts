import { setPullSettings as set } from '../../webhooks/feed/commands';
import { pullSettingsBody } from '../../webhooks/feed/schema';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { pullSettingsResponse } from '../responses/report';

/** Sets which events GET /api/reports returns; none turns it off. */
export const setPullSettings = keyEndpoint({
  method: 'PATCH',
  path: '/api/reports',
  permission: 'webhooks:manage',
  body: pullSettingsBody,
  status: 200,
  response: pullSettingsResponse,
  errors: [...REPLAY_ERRORS, 'forbidden'],
  async handle({ actor, body }) {
    return { body: await set(actor, body) };
  },
});
