/** Characters that cannot be seen, or not be told apart, by their names. */
const NAMES: Record<string, string> = {
  ' ': 'space',
  '\u00a0': 'no-break space',
  '\u202f': 'narrow no-break space',
  '\t': 'tab',
  '\n': 'line break',
  '\r': 'carriage return',
  '\f': 'page break',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u200d': 'zero-width joiner',
  '\ufeff': 'byte order mark',
};

/** The name of a character that shows as nothing; its number where it has no name, null where it can be seen. */
export function visibleName(character: string): string | null {
  const name = NAMES[character];
  if (name !== undefined) return name;
  if (!/^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zs}\p{Zl}\p{Zp}\p{M}]$/u.test(character)) return null;
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
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
