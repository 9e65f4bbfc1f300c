import type { ReactNode } from 'react';
import { Code, FactTable } from '@/components/reference/reference-parts';

type FieldTableProps = { caption: string; fields: readonly { name: string; need: string; meaning: ReactNode }[] };

/** The fields of a request. */
export function FieldTable({ caption, fields }: FieldTableProps) {
  return (
    <FactTable
      caption={caption}
      head={['Field', 'Need', 'Meaning']}
      rows={fields.map(({ name, need, meaning }) => ({
        id: name,
        cells: [
          <Code key="name">{name}</Code>,
          <span key="need" className="text-soft">
            {need}
          </span>,
          meaning,
        ],
      }))}
    />
  );
}
