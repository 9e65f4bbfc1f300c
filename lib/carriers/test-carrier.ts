import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { invalidFields, notFound } from '../base/errors';
import { db } from '../database/db';
import { env } from '../runtime/env';
import { checkSmpp } from './check-smpp';
import { openHttpLink } from './http/link';
import { carrierTargetProblem } from './http/target';
import { findCarrierByName, type LoadedCarrier } from './load-carriers';
import { previewRequest } from './preview-request';
import { type TestCarrierInput, type TestDraftInput, testCarrierSchema, testDraftSchema } from './route-schema';
import { mergeSecrets, readableSecrets, type Secrets } from './secrets';
import { sendTest, type TestMessage } from './send-test';
import { openSmppLink } from './smpp/link';
import type { TestStep } from './test-steps';

export type CarrierTest = {
  isOk: boolean;
  steps: TestStep[];
  /** The request of the message, with secrets as `***`; null for carriers that are not HTTP. */
  request: string | null;
};

/** What a test needs of a carrier, saved or not. */
type Tested = Pick<LoadedCarrier, 'name'> &
  (
    | Pick<Extract<LoadedCarrier, { kind: 'smpp' }>, 'kind' | 'settings' | 'secrets'>
    | Pick<Extract<LoadedCarrier, { kind: 'http' }>, 'kind' | 'settings' | 'secrets'>
  );

/**
 * Tests a carrier by links of its own, with or without a worker: SMPP binds, sends enquire_link and unbinds; of HTTP the
 * request is rendered. With `to`, a message is really sent. Operators only. Throws `not_found`, `invalid_fields`.
 */
export async function testCarrier(actor: Actor, input: TestCarrierInput): Promise<CarrierTest> {
  requireOperator(actor);
  const { name, ...message } = testCarrierSchema.parse(input);
  const carrier = await findCarrierByName(name);
  if (!carrier) throw notFound('carrier');
  if (carrier.kind === 'invalid') return { isOk: false, steps: [failed('settings', carrier.problem)], request: null };
  if (carrier.kind === 'simulator') {
    return { isOk: true, steps: [{ ...failed('simulator', SIMULATED), isOk: true }], request: null };
  }
  return run(actor, carrier, message, carrier.id);
}

const SIMULATED = 'The simulator is part of this installation: it needs no link.';
const failed = (step: string, detail: string): TestStep => ({ step, isOk: false, detail, ms: 0 });

/**
 * `testCarrier` for settings that are not saved. `saved` names the carrier whose secrets count where the draft has none.
 * Operators only. Throws `invalid_fields`.
 */
export async function testDraft(actor: Actor, input: TestDraftInput): Promise<CarrierTest> {
  requireOperator(actor);
  const { draft, saved, ...message } = testDraftSchema.parse(input);
  const { name, kind, settings, secrets } = draft;
  const problem = kind === 'http' ? carrierTargetProblem(settings, env().CARRIER_ALLOW_CIDRS) : null;
  if (problem) throw invalidFields({ 'draft.settings.url': problem });
  const known = saved === null ? {} : await savedSecrets(saved);
  const merged = mergeSecrets(known, secrets);
  const tested = { name, kind, settings, secrets: { password: '', ...merged } } as Tested;
  return run(actor, tested, message, saved ?? name);
}

async function savedSecrets(name: string): Promise<Secrets> {
  const row = await db().carrier.findUnique({ where: { name }, select: { id: true, secrets: true } });
  return row ? readableSecrets(row.id, row.secrets) : {};
}

type Message = Omit<TestMessage, 'to'> & { to: string | null };

async function run(actor: Actor, carrier: Tested, { to, ...rest }: Message, targetId: string): Promise<CarrierTest> {
  const message = to === null ? null : { to, ...rest };
  const { steps, request } = carrier.kind === 'http' ? prepareHttp(carrier, message) : await checked(carrier);
  if (message && steps.every(({ isOk }) => isOk)) {
    steps.push(...(await send(carrier, message)));
    await recordSent(actor, carrier.name, targetId, message.to);
  }
  return { isOk: steps.every(({ isOk }) => isOk), steps, request };
}

async function checked({ settings, secrets }: Extract<Tested, { kind: 'smpp' }>): Promise<Checked> {
  return { steps: await checkSmpp(settings, { password: secrets.password ?? '' }), request: null };
}

type Checked = Pick<CarrierTest, 'steps' | 'request'>;

function prepareHttp(carrier: Extract<Tested, { kind: 'http' }>, message: TestMessage | null): Checked {
  const { name, settings, secrets } = carrier;
  const preview = previewRequest(name, settings, secrets, message);
  if ('request' in preview) return { steps: [], request: preview.request };
  return { steps: [failed('request', preview.problem)], request: null };
}

function send(carrier: Tested, message: TestMessage): Promise<TestStep[]> {
  const { name, secrets } = carrier;
  return sendTest(name, message, (options) =>
    carrier.kind === 'http'
      ? openHttpLink(carrier.settings, secrets, options)
      : openSmppLink(carrier.settings, { password: secrets.password ?? '' }, options),
  );
}

async function recordSent(actor: Actor, name: string, targetId: string, to: string): Promise<void> {
  await db().$transaction((tx) =>
    recordEvent(tx, actor, {
      action: 'carrier.tested',
      accountId: null,
      targetKind: 'carrier',
      targetId,
      detail: { name, to },
    }),
  );
}
