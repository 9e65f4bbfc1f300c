import { publicUrl } from '../runtime/env';
import { renderRequest } from './http/request';
import { sampleSubmission } from './http/sample';
import type { HttpSettings } from './http/settings';
import { RenderError } from './http/template';
import type { Secrets } from './secrets';

/** Returns the request of a sample message as text, with secrets as `***`; or why it cannot be rendered. */
export function previewRequest(
  carrier: string,
  settings: HttpSettings,
  secrets: Secrets,
  message: { to: string; from: string | null; text: string } | null,
): { request: string } | { problem: string } {
  const nowMs = Date.now();
  const sample = sampleSubmission(nowMs);
  const submission = message ? { ...sample, recipient: message.to, sender: message.from, text: message.text } : sample;
  try {
    const context = { carrier, publicUrl: publicUrl(), nowMs };
    const { method, origin, target, headers, body } = renderRequest(settings, secrets, submission, context, {
      mask: true,
    });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    return { request: [`${method} ${origin}${target}`, ...lines, ...(body ? ['', body] : [])].join('\n') };
  } catch (error) {
    if (error instanceof RenderError) return { problem: error.message };
    throw error;
  }
}
