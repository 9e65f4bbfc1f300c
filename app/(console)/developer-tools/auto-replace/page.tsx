import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Notice } from '@/components/layout/notice';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { Part, SectionCard } from '@/components/layout/section';
import { NothingMatches } from '@/components/operator/nothing-matches';
import { AddEntry } from '@/components/replacements/add-entry';
import { EntryList } from '@/components/replacements/entry-list';
import { EntrySearch } from '@/components/replacements/entry-search';
import { ImportTable } from '@/components/replacements/import-table';
import type { ReplacementActions } from '@/components/replacements/replacement-actions';
import { LoadDefaultsButton, RestoreButton } from '@/components/replacements/restore-button';
import { TryIt } from '@/components/replacements/try-it';
import { Button } from '@/components/ui/button';
import { Steps } from '@/components/ui/steps';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { formatCount } from '@/lib/format';
import { getReplacementTable, listReplacements, type ReplacementPage } from '@/lib/replacements/queries';
import { MAX_ENTRIES } from '@/lib/replacements/rules';
import {
  type ReplacementFilter,
  type ReplacementFilterInput,
  replacementFilterSchema,
} from '@/lib/replacements/schema';
import { routes } from '@/lib/routes';
import * as actions from './actions';

export const metadata: Metadata = { title: 'Auto-replace' };

const ACTIONS: ReplacementActions = {
  add: actions.addAction,
  change: actions.changeAction,
  delete: actions.deleteAction,
  restoreDefaults: actions.restoreDefaultsAction,
  import: actions.importAction,
};

export default async function AutoReplacePage({ searchParams }: { searchParams: Promise<ReplacementFilterInput> }) {
  const filter = replacementFilterSchema.parse(await searchParams);
  const user = await requireUser(routes.autoReplace(filter));
  const [found, table] = await Promise.all([listReplacements(user, filter), getReplacementTable(user)]);
  const manages = can(user, 'replacements:manage');
  return (
    <PageMain>
      <PageHeader
        title="Auto-replace"
        purpose="One character that GSM-7 lacks makes a text cost twice as much. Put a plain one in its place."
        action={
          <div className="flex flex-wrap gap-2">
            {manages && <ImportTable run={ACTIONS.import} />}
            <Button asChild>
              <a href={routes.autoReplaceCsv()} download>
                <Download aria-hidden strokeWidth={1.75} /> Download CSV
              </a>
            </Button>
          </div>
        }
      />
      {!manages && <Notice>You can look and try. Only administrators of the account change the table.</Notice>}
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
              has one of three modes, and a request can overrule it. Here you see what each does, before anything is
              sent.
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
              ? `${formatCount(found.total)} of at most ${formatCount(MAX_ENTRIES)} entries: characters and words, replaced wherever they stand. Capital letters count; the longest goes first.`
              : 'It is empty, so mode On replaces nothing. The default table has quotation marks, dashes and the like.'
          }
          action={
            manages &&
            (found.total > 0 ? (
              <RestoreButton restore={ACTIONS.restoreDefaults} entries={found.total} />
            ) : (
              <LoadDefaultsButton restore={ACTIONS.restoreDefaults} />
            ))
          }
        >
          {manages && (
            <Part>
              <AddEntry add={ACTIONS.add} />
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
      <EntrySearch search={filter.search} />
      {found.entries.length === 0 ? (
        <NothingMatches title="No entry matches" all={{ href: routes.autoReplace(), label: 'Show all entries' }} />
      ) : (
        <EntryList
          entries={found.entries}
          edit={manages ? { actions: ACTIONS } : null}
          footer={<Steps {...stepsOf(found, filter.search)} />}
        />
      )}
    </>
  );
}

function stepsOf({ entries, hasNewer, hasOlder }: ReplacementPage, search: string) {
  return {
    count: entries.length === 1 ? '1 entry' : `${entries.length} entries`,
    newer: hasNewer ? routes.autoReplace({ search, after: entries.at(0)?.id }) : null,
    older: hasOlder ? routes.autoReplace({ search, before: entries.at(-1)?.id }) : null,
  };
}
