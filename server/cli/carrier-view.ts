import { AppError } from '@/lib/base/errors';
import { formatCount } from '@/lib/base/format';
import { stateInWords } from '@/lib/carriers/carrier-words';
import type { CarrierView } from '@/lib/carriers/live-state';
import { getCarrier, listCarriers } from '@/lib/carriers/queries';
import { testCarrier } from '@/lib/carriers/test-carrier';
import { OPERATOR } from './actor';
import { print, shown, table } from './print';

type Json = { json?: boolean };

/** carrier list */
export async function listAll(options: Json): Promise<void> {
  const carriers = await listCarriers(OPERATOR);
  const rows = carriers.map((carrier) => [
    carrier.name,
    carrier.kind,
    stateInWords(carrier),
    `${carrier.bound}/${carrier.binds}`,
    `${carrier.windowUsed}/${carrier.window}`,
    rateOf(carrier),
    formatCount(carrier.queued),
    String(carrier.routes),
    carrier.lastError?.message ?? '',
  ]);
  const headings = ['NAME', 'KIND', 'STATE', 'BOUND', 'WINDOW', 'RATE', 'QUEUED', 'ROUTES', 'LAST ERROR'];
  print(options, { carriers }, table(headings, rows));
}

function rateOf({ rateNow, ratePerSecond }: CarrierView): string {
  const now = rateNow >= 10 ? String(Math.round(rateNow)) : rateNow.toFixed(1);
  return `${now}/s${ratePerSecond === null ? '' : ` of ${ratePerSecond}`}`;
}

/** carrier show */
export async function show(name: string, options: Json): Promise<void> {
  const carrier = await getCarrier(OPERATOR, name);
  const { lastHour, settings, secretNames, bindList } = carrier;
  const facts: [string, string][] = [
    ['name', carrier.name],
    ['kind', carrier.kind],
    ['state', stateInWords(carrier)],
    ['rate', rateOf(carrier)],
    ['queued', formatCount(carrier.queued)],
    ['oldest', carrier.oldestQueuedAt?.toISOString() ?? 'none'],
    [
      'last hour',
      Object.entries(lastHour)
        .map(([what, count]) => `${count} ${what}`)
        .join(', '),
    ],
    ['after a cut link', carrier.unknownOutcome],
    ['fallback after', `${carrier.fallbackAfterSeconds} s`],
    ['secrets', secretNames.join(', ') || 'none'],
    ...Object.entries(settings).map(([key, value]): [string, string] => [
      `settings.${key}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
    ...bindList.map(({ slot, state, windowUsed, window, lastError }): [string, string] => [
      `bind ${slot}`,
      `${state}, window ${windowUsed}/${window}${lastError ? `, last error: ${lastError.message}` : ''}`,
    ]),
  ];
  print(options, { carrier }, table(['SETTING', 'VALUE'], facts));
}

type TestOptions = Json & { to?: string; from?: string; text: string };

/** carrier test */
export async function test(name: string, { json, ...message }: TestOptions): Promise<void> {
  const result = await testCarrier(OPERATOR, { name, ...message });
  const { isOk, steps, request } = result;
  const lines = [
    ...(request === null ? [] : [request, '']),
    ...steps.map(({ step, isOk, detail, ms }) => shown`${isOk ? 'ok' : 'FAILED'}  ${step} (${ms} ms): ${detail}`),
  ];
  const failed = steps.find((step) => !step.isOk);
  if (isOk || json) print({ json }, result, lines.join('\n').trimEnd());
  if (failed) throw new AppError('conflict', `${lines.join('\n')}\nThe test of “${name}” failed at ${failed.step}.`);
}
