import { endpoint } from '../endpoint';
import { liveResponse } from '../responses/health';

/** Reports that the process runs, independent of the database, which a restart of this process would not repair. */
export const live = endpoint({
  method: 'GET',
  path: '/api/health/live',
  permission: null,
  status: 200,
  response: liveResponse,
  errors: [],
  async handle() {
    return { body: { status: 'live' } };
  },
});
