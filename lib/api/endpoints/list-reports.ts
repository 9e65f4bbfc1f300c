import { listReports as list } from '../../webhooks/feed/queries';
import { reportListQuery } from '../../webhooks/feed/schema';
import { waitForReport } from '../../webhooks/feed/wait';
import { keyEndpoint } from '../key-endpoint';
import { reportListResponse } from '../responses/report';

/**
 * Returns the reports after a cursor, or the oldest that are not confirmed: the bodies that webhooks get, for those who would
 * rather ask. With `wait`, responds when there is one or that many seconds have passed.
 */
export const listReports = keyEndpoint({
  method: 'GET',
  path: '/api/reports',
  permission: 'messages:read',
  query: reportListQuery,
  status: 200,
  response: reportListResponse,
  errors: ['conflict'],
  async handle({ actor, query }) {
    let page = await list(actor, query);
    if (page.reports.length === 0 && query.wait > 0) {
      await waitForReport(actor.accountId, page.cursor, query.wait);
      page = await list(actor, { ...query, after: query.after && page.cursor });
    }
    return {
      body: {
        reports: page.reports.map(({ id, body }) => ({ id, ...JSON.parse(body) })),
        cursor: page.cursor,
        more: page.more,
      },
    };
  },
});
