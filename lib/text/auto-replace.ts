import type { AutoReplaceMode } from './auto-replace-modes';
import { closestEdits } from './closest-gsm';
import { applyEdits, type CompiledReplacements, tableEdits } from './replacement-table';

/**
 * Returns the text as it is sent. Messente's modes: `off` leaves it unchanged; `on` applies only the table (single
 * characters and words, longest first, each position once); `full` then replaces every character that GSM 03.38 lacks with
 * the closest one it has. A character without a counterpart stays; `unreplaced` lists those.
 */
export function autoReplace(text: string, mode: AutoReplaceMode, table: CompiledReplacements): string {
  if (mode === 'off') return text;
  const replaced = applyEdits(text, tableEdits(text, table));
  return mode === 'on' ? replaced : applyEdits(replaced, closestEdits(replaced));
}
