import type { ActionResult } from '@/lib/actions/result';
import type { Imported } from '@/lib/replacements/commands';
import type { Pair } from '@/lib/replacements/rules';
import type { ImportInput } from '@/lib/replacements/schema';

type Run<Input, Data = void> = (input: Input) => Promise<ActionResult<Data>>;

/** What can be done to the table. The page gives the server actions to the components that call them. */
export type ReplacementActions = {
  add: Run<Pair>;
  change: Run<Pair & { id: string }>;
  delete: Run<{ id: string }>;
  restoreDefaults: Run<Record<string, never>>;
  import: Run<ImportInput, Imported>;
};

/** The account's table. */
export type ReadTable = Run<Record<string, never>, Pair[]>;
