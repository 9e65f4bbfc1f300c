import { refusedActionText } from '@/lib/actions/result';
import { refuse } from '@/lib/api/error-response';
import type { ApiResponse } from '@/lib/api/http';
import type { AppError } from '@/lib/base/errors';

/** Returns the response to a refused server action: Next passes its text to the page that called it, if it is plain text. */
export function refuseAction(refusal: AppError, requestId: string): ApiResponse {
  const response = refuse(refusal, requestId);
  response.headers['content-type'] = 'text/plain';
  response.body = refusedActionText(refusal.message);
  return response;
}
