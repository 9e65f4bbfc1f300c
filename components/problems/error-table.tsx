import Link from 'next/link';
import { Code, FactTable } from '@/components/reference/reference-parts';
import { HTTP_STATUS } from '@/lib/errors';
import { API_CODES, CATALOGUE } from '@/lib/problems/catalogue';
import { routes } from '@/lib/routes';

/** Every code that a program meets, each with the way to its page. */
export function ErrorTable() {
  return (
    <FactTable
      caption="Error codes"
      head={['Status', 'Code', 'Meaning']}
      rows={API_CODES.map((code) => ({
        id: code,
        cells: [
          <span key="status" className="font-mono text-code text-soft">
            {HTTP_STATUS[code]}
          </span>,
          <Link key="code" href={routes.errorCode(code)} className="rounded-[5px] underline underline-offset-2">
            <Code>{code}</Code>
          </Link>,
          CATALOGUE[code].meaning,
        ],
      }))}
    />
  );
}
