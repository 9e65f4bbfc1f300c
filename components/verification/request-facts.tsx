import { Facts } from '@/components/ui/facts';
import type { VerificationView } from '@/lib/accounts/verification/queries';
import { volumeName } from './volume-names';

/** The data of a verification request. */
export function RequestFacts({ request }: { request: VerificationView }) {
  const { company, website, contact, purpose, monthlyVolume } = request;
  return (
    <>
      <Facts
        items={[
          { name: 'Company or organization', value: company },
          { name: 'Website', value: website ? <Website address={website} /> : <span className="text-soft">none</span> },
          { name: 'Contact', value: contact },
          { name: 'Messages a month', value: volumeName(monthlyVolume) },
        ]}
      />
      <h3 className="mt-2.5 border-t pt-2.5 text-soft">What will be sent, and to whom</h3>
      <p className="mt-1 break-words whitespace-pre-wrap">{purpose}</p>
    </>
  );
}

function Website({ address }: { address: string }) {
  return (
    <a
      href={address}
      target="_blank"
      rel="noreferrer noopener nofollow"
      className="break-all text-accent underline underline-offset-2"
    >
      {address}
    </a>
  );
}
