import Form from 'next/form';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import type { UserActor } from '@/lib/access/actor';
import { routes } from '@/lib/base/routes';
import { type WhichRoute, whichRoute } from '@/lib/carriers/route-queries';
import type { RouteTesterInput } from '@/lib/carriers/route-schema';
import { toAppError } from '@/lib/database/translate-error';

type WhichRouteSectionProps = {
  user: UserActor;
  tested: RouteTesterInput;
  accounts: { id: string; name: string }[];
};

/** The route tester: the carriers that a message would go to, in order, with the reasons. */
export async function WhichRouteSection({ user, tested, accounts }: WhichRouteSectionProps) {
  const { to, from, account, environment = 'live' } = tested;
  return (
    <SectionCard id="tester" title="Which way would a message go?">
      <Form action={routes.operatorRoutes()} scroll={false} className="flex flex-wrap items-end gap-3">
        <Labeled label="Number">
          <Input name="to" defaultValue={to} required inputMode="tel" placeholder="+37255555555" />
        </Labeled>
        <Labeled label="Sender">
          <Input name="from" defaultValue={from} placeholder="none" />
        </Labeled>
        <Labeled label="Account">
          <Select name="account" defaultValue={account ?? ''} className="w-full">
            <option value="">Any</option>
            {accounts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Labeled>
        <Labeled label="Key">
          <Select name="environment" defaultValue={environment} className="w-full">
            <option value="live">Live</option>
            <option value="test">Test</option>
          </Select>
        </Labeled>
        <Button type="submit" className="h-9.5">
          Show the way
        </Button>
      </Form>
      {to && <Outcome result={await tryRoute(user, { to, from, accountId: account, environment })} />}
    </SectionCard>
  );
}

function Labeled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children.
    <label className="min-w-0 flex-1 basis-36">
      <span className="mb-1.5 block font-medium">{label}</span>
      {children}
    </label>
  );
}

/** Returns the chain, or the problem of the input in words. */
async function tryRoute(user: UserActor, input: Parameters<typeof whichRoute>[1]): Promise<WhichRoute | string> {
  try {
    return await whichRoute(user, input);
  } catch (error) {
    const { code, fields, message } = toAppError(error);
    if (code !== 'invalid_fields') throw error;
    return Object.values(fields ?? {}).join(' ') || message;
  }
}

function Outcome({ result }: { result: WhichRoute | string }) {
  if (typeof result === 'string') return <p className="mt-4 text-bad">{result}</p>;
  if (result.refusal) return <p className="mt-4 text-bad">{result.refusal}</p>;
  return (
    <ol aria-label={`The way of a message to ${result.recipient}`} className="mt-4 divide-y rounded-control border">
      {result.chain.map(({ carrier, reason, unavailable, fallbackAfterSeconds }, index) => (
        <li key={carrier} className="flex gap-3 px-3 py-2.5">
          <span className="text-soft tabular-nums">{index + 1}</span>
          <div className="min-w-0">
            <p>
              <span className="font-mono text-code font-medium">{carrier}</span>{' '}
              <span className="text-soft">{reason}</span>
            </p>
            {unavailable && <p className="mt-0.5 break-words text-bad">{unavailable}</p>}
            {index < result.chain.length - 1 && (
              <p className="mt-0.5 text-small text-soft">
                Its queue moves on when it has been down for {fallbackAfterSeconds} s.
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
