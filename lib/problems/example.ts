import { AppError, type ErrorCode } from '../errors';
import { type Problem, problemResponse } from '../http/problem';
import { CATALOGUE } from './catalogue';

const REQUEST_ID = 'mi7x9k3a1f4-2c';
/** What a program reads of the answer's head. */
const HEADERS = ['content-type', 'retry-after', 'www-authenticate'];

/** The answer that `code` is given with, as the API makes it: its title, and all of it as it goes over the wire. */
export async function exampleAnswer(code: ErrorCode): Promise<{ title: string; text: string }> {
  const { detail, ...options } = CATALOGUE[code].example;
  const answer = problemResponse(new AppError(code, detail, options), REQUEST_ID);
  const problem = JSON.parse(await answer.text()) as Problem;
  const head = HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [`${name}: ${value}`];
  });
  const lines = [`HTTP/1.1 ${answer.status} ${problem.title}`, ...head, '', JSON.stringify(problem, null, 2)];
  return { title: problem.title, text: lines.join('\n') };
}
