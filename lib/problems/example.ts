import { STATUS_CODES } from 'node:http';
import { type Problem, problemResponse } from '../api/problem';
import { AppError, type ErrorCode } from '../base/errors';
import { CATALOGUE } from './catalogue';

const REQUEST_ID = 'mi7x9k3a1f4-2c';
/** What a program reads of the answer's head. */
const HEADERS = ['content-type', 'retry-after', 'www-authenticate'];

/** An answer that `code` is given with: its title, and all of it as it goes over the wire. */
export function exampleAnswer(code: ErrorCode): { title: string; text: string } {
  const { detail, ...options } = CATALOGUE[code].example;
  const { status, headers, body } = problemResponse(new AppError(code, detail, options), REQUEST_ID);
  const problem = JSON.parse(body) as Problem;
  const head = HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]));
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', JSON.stringify(problem, null, 2)];
  return { title: problem.title, text: lines.join('\n') };
}
