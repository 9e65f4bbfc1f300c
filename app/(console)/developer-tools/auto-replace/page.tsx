import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { ListFilters } from '@/components/form/list-filters';
import { NothingMatches } from '@/components/layout/empty-state';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Part, SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { CursorPagination } from '@/components/ui/pagination';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { formatCount } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { getReplacementTable, listReplacements, type ReplacementPage } from '@/lib/replacements/queries';
import { MAX_ENTRIES } from '@/lib/replacements/rules';
import {
  type ReplacementFilter,
  type ReplacementFilterInput,
  replacementFilterSchema,
} from '@/lib/replacements/schema';
import { AddEntry } from './entry-forms';
import { EntryList } from './entry-list';
import { ImportButton, LoadDefaultsButton, RestoreButton } from './table-actions';
import { TryIt } from './try-it';

export const metadata: Metadata = { title: 'Auto-replace' };

export default async function AutoReplacePage({ searchParams }: { searchParams: Promise<ReplacementFilterInput> }) {
  const filter = replacementFilterSchema.parse(await searchParams);
  const user = await requireUser(routes.autoReplace(filter));
  const [found, table] = await Promise.all([listReplacements(user, filter), getReplacementTable(user)]);
  const manages = can(user, 'replacements:manage');
  return (
    <PageMain>
      <PageHeader
        title="Auto-replace"
        purpose="One character outside of GSM-7 can double the cost of a text. Replace it by a similar one."
        action={
          <div className="flex flex-wrap gap-2">
            {manages && <ImportButton />}
            <Button asChild>
              <a href={routes.autoReplaceCsv()} download>
                <Download aria-hidden strokeWidth={1.75} /> Download CSV
              </a>
            </Button>
          </div>
        }
      />
      {!manages && (
        <Notice>You can view and try the table. Only administrators of the account change the table.</Notice>
      )}
      <div className="grid gap-4">
        <SectionCard
          id="try-it"
          title="Try it"
          purpose={
            <>
              Each{' '}
              <Link href={routes.apiKeys()} className="text-accent underline underline-offset-2">
                key
              </Link>{' '}
              has one of three modes, and a request can override it. Try the modes here; nothing is sent.
            </>
          }
        >
          <TryIt pairs={table} />
        </SectionCard>
        <SectionCard
          id="table"
          title="Your table"
          purpose={
            found.total > 0
              ? `${formatCount(found.total)} of at most ${formatCount(MAX_ENTRIES)} entries: characters and words, replaced everywhere in the text. Case-sensitive; the longest match is replaced first.`
              : 'It is empty, so mode On replaces nothing. The default table has quotation marks, dashes and the like.'
          }
          action={manages && (found.total > 0 ? <RestoreButton entries={found.total} /> : <LoadDefaultsButton />)}
        >
          {manages && (
            <Part>
              <AddEntry />
            </Part>
          )}
          {found.total > 0 && (
            <Part>
              <OwnTable found={found} filter={filter} manages={manages} />
            </Part>
          )}
        </SectionCard>
      </div>
    </PageMain>
  );
}

type OwnTableProps = { found: ReplacementPage; filter: ReplacementFilter; manages: boolean };

function OwnTable({ found, filter, manages }: OwnTableProps) {
  return (
    <>
      <ListFilters list="replacements" search={filter.search} />
      {found.rows.length === 0 ? (
        <NothingMatches noun="entry" plural="entries" all={routes.autoReplace()} />
      ) : (
        <EntryList
          entries={found.rows}
          editable={manages}
          footer={<CursorPagination {...paginationOf(found, filter.search)} />}
        />
      )}
    </>
  );
}

function paginationOf({ rows, previous, next }: ReplacementPage, search: string) {
  return {
    count: rows.length === 1 ? '1 entry' : `${rows.length} entries`,
    newer: previous && routes.autoReplace({ search, after: previous }),
    older: next && routes.autoReplace({ search, before: next }),
  };
}
