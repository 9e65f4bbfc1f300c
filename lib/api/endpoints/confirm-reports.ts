import { confirmReports as confirm } from '../../webhooks/feed/commands';
import { confirmReportsBody } from '../../webhooks/feed/schema';
import { keyEndpoint } from '../key-endpoint';
import { REPLAY_ERRORS } from '../responses/problem';
import { confirmedResponse } from '../responses/report';

/** Confirms reports, which GET /api/reports without a cursor then leaves out. */
export const confirmReports = keyEndpoint({
  method: 'POST',
  path: '/api/reports/confirm',
  permission: 'messages:read',
  body: confirmReportsBody,
  status: 200,
  response: confirmedResponse,
  errors: REPLAY_ERRORS,
  async handle({ actor, body }) {
    return { body: await confirm(actor, body) };
  },
});
