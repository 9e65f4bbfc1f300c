import { processSingleton } from '@/lib/base/process-singleton';
import { publicUrl } from '@/lib/runtime/env';

const HSTS = 'max-age=31536000; includeSubDomains';

/**
 * Returns the headers of every response, of pages and of the API: browsers do not guess types, and once they were connected
 * by https, they use nothing else.
 */
export function securityHeaders(): Readonly<Record<string, string>> {
  return processSingleton('security-headers', () => {
    const https = publicUrl().startsWith('https:');
    return { 'x-content-type-options': 'nosniff', ...(https && { 'strict-transport-security': HSTS }) };
  });
}
