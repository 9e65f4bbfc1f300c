import { ENDPOINTS } from '../api/endpoints';
import { problemSchema } from '../api/responses/problem';
import { HTTP_STATUS } from '../base/errors';

/**
 * Throws unless a response is as its endpoint declares it: the body of a success, or a problem whose code is among the
 * endpoint's errors and has the status of the response. Without an endpoint of the method and path it must be a problem.
 */
export function requireDeclared(
  method: string,
  target: string,
  { status, json }: { status: number; json: unknown },
): void {
  const [path = ''] = target.split('?');
  const endpoint = ENDPOINTS.find((one) => one.method === method && patternOf(one.path).test(path));
  if (endpoint?.status === status) {
    endpoint.response.parse(json);
    return;
  }
  const { code, status: shown } = problemSchema.parse(json);
  if (shown !== status || HTTP_STATUS[code] !== status) throw new Error(`${code} has the status ${status}`);
  const errors = endpoint?.errors ?? ['not_found', 'method_not_allowed'];
  if (!errors.some((error) => error === code))
    throw new Error(`${method} ${endpoint?.path ?? path} does not declare ${code}`);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}
