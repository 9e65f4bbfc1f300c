import { STATUS_CODES } from 'node:http';
import { problemResponse } from '../api/problem';
import type { Problem } from '../api/responses/problem';
import { AppError, type ErrorCode } from '../base/errors';
import { CATALOGUE } from './catalogue';

const REQUEST_ID = 'mi7x9k3a1f4-2c';
/** Response headers that matter to a program. */
const HEADERS = ['content-type', 'retry-after', 'www-authenticate'];

/** Returns an example response with `code`: its title, and the whole response as text. */
export function exampleResponse(code: ErrorCode): { title: string; text: string } {
  const { detail, ...options } = CATALOGUE[code].example;
  const { status, headers, body } = problemResponse(new AppError(code, detail, options), REQUEST_ID);
  const problem = JSON.parse(body) as Problem;
  const head = HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]));
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', JSON.stringify(problem, null, 2)];
  return { title: problem.title, text: lines.join('\n') };
}
