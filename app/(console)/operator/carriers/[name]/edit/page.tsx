import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHeader, PageMain } from '@/components/layout/page';
import { routes } from '@/lib/base/routes';
import { type HttpFormValues, MORE_SMPP_NAMES, type SmppFormValues } from '@/lib/carriers/form-schema';
import type { CarrierDetail } from '@/lib/carriers/queries';
import { smppSettingsSchema } from '@/lib/carriers/smpp/settings';
import { requireOperatorUser } from '../../../require-operator';
import { HttpForm } from '../../_form/http-form';
import { SmppForm } from '../../_form/smpp-form';
import { usedSecrets } from '../../_form/used-secrets';
import { loadCarrier } from '../load-carrier';

type EditCarrierPageProps = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: EditCarrierPageProps): Promise<Metadata> {
  return { title: `Edit ${(await params).name}` };
}

export default async function EditCarrierPage({ params }: EditCarrierPageProps) {
  const { name } = await params;
  const carrier = await loadCarrier(await requireOperatorUser(routes.operatorEditCarrier(name)), name);
  if (carrier.kind === 'simulator') notFound();
  return (
    <PageMain>
      <PageHeader
        title={<span className="break-all">Edit {name}</span>}
        purpose="Changes take effect in every worker within a second. Links are opened again with the new settings."
      />
      {carrier.kind === 'smpp' ? (
        <SmppForm values={smppValues(carrier)} />
      ) : (
        <HttpForm values={httpValues(carrier)} secretNames={carrier.secretNames} />
      )}
    </PageMain>
  );
}

const commonOf = ({ name, revision, ratePerSecond, unknownOutcome, fallbackAfterSeconds }: CarrierDetail) => ({
  name,
  seen: revision,
  ratePerSecond,
  unknownOutcome,
  fallbackAfterSeconds,
});

function smppValues(carrier: CarrierDetail): SmppFormValues {
  // Settings that a later version added have their defaults.
  const { success, data } = smppSettingsSchema.safeParse(carrier.settings);
  const all = (success ? data : carrier.settings) as Record<string, unknown>;
  const isMore = ([key]: [string, unknown]) => MORE_SMPP_NAMES.some((more) => more === key);
  const entries = Object.entries(all);
  return {
    ...commonOf(carrier),
    settings: Object.fromEntries(entries.filter((entry) => !isMore(entry))) as SmppFormValues['settings'],
    more: JSON.stringify(Object.fromEntries(entries.filter(isMore)), null, 2),
    secrets: { password: '' },
  };
}

function httpValues(carrier: CarrierDetail): HttpFormValues {
  const settings = JSON.stringify(carrier.settings, null, 2);
  const secrets = Object.fromEntries(usedSecrets(settings).map((secret) => [secret, '']));
  return { ...commonOf(carrier), settings, secrets };
}
