import { CHARACTER_NAMES, codePoint } from '@/lib/text/character-names';

/** The name of a character that shows as nothing; its number where it has no name, null where it can be seen. */
export function visibleName(character: string): string | null {
  const name = CHARACTER_NAMES[character];
  if (name !== undefined) return name;
  if (!/^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zs}\p{Zl}\p{Zp}\p{M}]$/u.test(character)) return null;
  return codePoint(character);
}

export type VisiblePiece = { text: string; named: boolean };

/** A text in pieces, so that what cannot be seen shows by its name. A space between words is plain to see. */
export function visiblePieces(text: string): VisiblePiece[] {
  const pieces: VisiblePiece[] = [];
  let at = 0;
  for (const character of text) {
    const between = character === ' ' && text.slice(0, at).trim() !== '' && text.slice(at).trim() !== '';
    at += character.length;
    const name = between ? null : visibleName(character);
    const last = pieces.at(-1);
    if (name !== null) pieces.push({ text: name, named: true });
    else if (last && !last.named) last.text += character;
    else pieces.push({ text: character, named: false });
  }
  return pieces;
}
