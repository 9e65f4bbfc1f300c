import { applyEdits, type Edit } from './replacement-table';

/** A part of a text as it is sent. `before`: the original text, if it was replaced. */
export type Part = { text: string; before: string | null };

/** Returns the edits of one step of auto-replace. Each step works on the result of the one before. */
export type Step = (text: string) => Edit[];

/** Returns `text` after `steps`, in parts that show what was replaced. Together they equal the result of `autoReplace`. */
export function replacedParts(text: string, steps: readonly Step[]): Part[] {
  return steps.reduce<Part[]>((parts, step) => editParts(parts, step(joined(parts))), [{ text, before: null }]);
}

/** Returns the replacements that were made, each pair once, in order. */
export function distinctChanges(parts: readonly Part[]): { before: string; after: string }[] {
  const changes = new Map<string, { before: string; after: string }>();
  for (const { text, before } of parts) {
    if (before !== null) changes.set(`${before}\0${text}`, { before, after: text });
  }
  return [...changes.values()];
}

export function joined(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('');
}

/** Applies `edits` to the text of `parts`. An edit that overlaps parts replaced before becomes one part with them. */
function editParts(parts: readonly Part[], edits: readonly Edit[]): Part[] {
  const text = joined(parts);
  const result: Part[] = [];
  let end = 0;
  const keep = (until: number) => {
    if (until > end) result.push({ text: text.slice(end, until), before: null });
  };
  for (const group of groupOverlapping(undoEdits(parts), edits)) {
    keep(group.start);
    const piece = text.slice(group.start, group.end);
    const within = (edits: Edit[]) => edits.map((edit) => ({ ...edit, at: edit.at - group.start }));
    result.push({ text: applyEdits(piece, within(group.edits)), before: applyEdits(piece, within(group.undo)) });
    end = group.end;
  }
  keep(text.length);
  return result;
}

/** Returns the edits that would undo every replacement. */
function undoEdits(parts: readonly Part[]): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  for (const { text, before } of parts) {
    if (before !== null) edits.push({ at, length: text.length, to: before });
    at += text.length;
  }
  return edits;
}

type Group = { start: number; end: number; undo: Edit[]; edits: Edit[] };

/** Groups edits that overlap, in order. */
function groupOverlapping(undo: readonly Edit[], edits: readonly Edit[]): Group[] {
  const sorted = [
    ...undo.map((edit) => ({ kind: 'undo' as const, edit })),
    ...edits.map((edit) => ({ kind: 'edits' as const, edit })),
  ];
  sorted.sort((a, b) => a.edit.at - b.edit.at || a.edit.length - b.edit.length);
  const groups: Group[] = [];
  for (const { kind, edit } of sorted) {
    const end = edit.at + edit.length;
    let group = groups.at(-1);
    if (!group || edit.at >= group.end) {
      group = { start: edit.at, end, undo: [], edits: [] };
      groups.push(group);
    }
    group[kind].push(edit);
    group.end = Math.max(group.end, end);
  }
  return groups;
}
