import { applyEdits, type Edit } from './replacement-table';

/** A piece of a text as it is sent. `before`: what stood there, where something was replaced. */
export type Part = { text: string; before: string | null };

/** Works out the edits of one step of auto-replace; each step works on what the one before has made. */
export type Step = (text: string) => Edit[];

/** `text` after `steps`, in pieces that show what was replaced. Put together they are what `autoReplace` gives. */
export function replacedParts(text: string, steps: readonly Step[]): Part[] {
  return steps.reduce<Part[]>((parts, step) => editParts(parts, step(joined(parts))), [{ text, before: null }]);
}

/** What was replaced by what, each pair once, in order. */
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

/** Makes `edits` on the text that `parts` are. What meets a piece that was replaced before makes one piece with it. */
function editParts(parts: readonly Part[], edits: readonly Edit[]): Part[] {
  const text = joined(parts);
  const result: Part[] = [];
  let end = 0;
  const keep = (until: number) => {
    if (until > end) result.push({ text: text.slice(end, until), before: null });
  };
  for (const group of grouped(undoing(parts), edits)) {
    keep(group.start);
    const piece = text.slice(group.start, group.end);
    const within = (edits: Edit[]) => edits.map((edit) => ({ ...edit, at: edit.at - group.start }));
    result.push({ text: applyEdits(piece, within(group.edits)), before: applyEdits(piece, within(group.undo)) });
    end = group.end;
  }
  keep(text.length);
  return result;
}

/** The edits that would take every replacement back. */
function undoing(parts: readonly Part[]): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  for (const { text, before } of parts) {
    if (before !== null) edits.push({ at, length: text.length, to: before });
    at += text.length;
  }
  return edits;
}

type Group = { start: number; end: number; undo: Edit[]; edits: Edit[] };

/** What overlaps, together, in order. */
function grouped(undo: readonly Edit[], edits: readonly Edit[]): Group[] {
  const places = [
    ...undo.map((edit) => ({ kind: 'undo' as const, edit })),
    ...edits.map((edit) => ({ kind: 'edits' as const, edit })),
  ];
  places.sort((a, b) => a.edit.at - b.edit.at || a.edit.length - b.edit.length);
  const groups: Group[] = [];
  for (const { kind, edit } of places) {
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
