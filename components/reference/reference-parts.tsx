import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { HTTP_STATUS } from '@/lib/base/errors';
import { routes } from '@/lib/base/routes';
import { API_CODES, CATALOGUE } from '@/lib/problems/catalogue';

/** A chapter with its own anchor. */
export function Chapter({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="scroll-mt-20 border-t py-8 first:border-t-0 first:pt-0">
      <h2 className="mb-3 text-title">{title}</h2>
      <div className="space-y-4">{children}</div>
    </section>
  );
}

export function Prose({ children }: { children: ReactNode }) {
  return <p className="max-w-180 text-soft">{children}</p>;
}

export function Code({ children }: { children: ReactNode }) {
  return (
    <code className="rounded-[5px] bg-hover px-1 py-0.5 font-mono text-code break-words text-ink">{children}</code>
  );
}

type FactTableProps = { caption: string; head: string[]; rows: { id: string; cells: ReactNode[] }[] };

/** A small table; below 640 px the cells of a row are stacked. */
export function FactTable({ caption, head, rows }: FactTableProps) {
  return (
    <table className="w-full rounded-card border border-separate border-spacing-0 bg-card text-left max-sm:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-sm:sr-only">
        <tr>
          {head.map((name) => (
            <th
              key={name}
              scope="col"
              className="h-10 border-b px-4 text-small font-medium whitespace-nowrap text-soft"
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {rows.map(({ id, cells }) => (
          <tr
            key={id}
            className="group/row max-sm:block max-sm:border-b max-sm:px-4 max-sm:py-2.5 max-sm:last:border-b-0"
          >
            {cells.map((cell, index) => (
              <td
                key={head[index]}
                className="px-4 py-2.5 align-top group-last/row:border-b-0 max-sm:block max-sm:p-0 max-sm:py-0.5 sm:border-b"
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** All error codes of the API with links to their pages. */
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
