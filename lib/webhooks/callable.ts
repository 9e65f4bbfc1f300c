import { env } from '../env';
import { invalidFields } from '../errors';
import { webhookUrlProblem } from './rules';

/** That delivery reports may go to `dlrUrl`, where there is one. Throws `invalid_fields` on `field`, the caller's name of it. */
export function requireCallable(dlrUrl: string | null | undefined, field = 'dlrUrl'): void {
  const problem = dlrUrl ? webhookUrlProblem(dlrUrl, env().WEBHOOK_ALLOW_CIDRS) : null;
  if (problem) throw invalidFields({ [field]: problem });
}
