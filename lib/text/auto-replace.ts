import type { AutoReplaceMode } from './auto-replace-modes';
import { closestEdits } from './closest-gsm';
import { applyEdits, type CompiledReplacements, tableEdits } from './replacement-table';

/**
 * The text as it is sent. Messente's modes: `off` forwards it exactly; `on` applies only the table (single characters and
 * words, longest first, each place once); `full` then replaces every character that GSM 03.38 does not have by the closest
 * it has. What has no counterpart there stays as it is; `unreplaced` names it.
 */
export function autoReplace(text: string, mode: AutoReplaceMode, table: CompiledReplacements): string {
  if (mode === 'off') return text;
  const replaced = applyEdits(text, tableEdits(text, table));
  return mode === 'on' ? replaced : applyEdits(replaced, closestEdits(replaced));
}
