import { invalidFields } from '../../base/errors';
import { env } from '../../runtime/env';
import { secretProblems } from './secrets';
import type { HttpSettings } from './settings';
import { carrierTargetProblem } from './target';

/**
 * Requires what the schema of the settings cannot know: every secret that they name, and a host that CARRIER_ALLOW_CIDRS
 * allows. Throws `invalid_fields`.
 */
export function requireUsable(settings: HttpSettings, secrets: Readonly<Record<string, string>>): void {
  const problems = Object.entries(secretProblems(settings, secrets)).map(([name, problem]) => [
    `secrets.${name}`,
    problem,
  ]);
  const target = carrierTargetProblem(settings, env().CARRIER_ALLOW_CIDRS);
  if (target !== null) problems.unshift(['settings.url', target]);
  if (problems.length > 0) throw invalidFields(Object.fromEntries(problems));
}
