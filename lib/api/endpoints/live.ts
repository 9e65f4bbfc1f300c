import { endpoint } from '../endpoint';

/** Reports that the process runs, whatever the database does: restarting this process would not repair that. */
export const live = endpoint({
  method: 'GET',
  path: '/api/health/live',
  permission: null,
  status: 200,
  async handle() {
    return { body: { status: 'live' } };
  },
});
