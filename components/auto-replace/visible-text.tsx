/** The names of characters that are invisible or easily confused. */
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

/** Returns the name of an invisible character, its code point if it has no name, and null for a visible character. */
function visibleName(character: string): string | null {
  const name = NAMES[character];
  if (name !== undefined) return name;
  if (!/^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zs}\p{Zl}\p{Zp}\p{M}]$/u.test(character)) return null;
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

type VisiblePiece = { text: string; named: boolean };

/** Splits a text into visible pieces and names of invisible characters. A space between words counts as visible. */
function visiblePieces(text: string): VisiblePiece[] {
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

/** A list of single characters. */
export function Characters({ of }: { of: readonly string[] }) {
  return (
    <span className="inline-flex max-w-full flex-wrap gap-1 align-middle">
      {of.map((character) => (
        <span key={character} className="max-w-full rounded-[5px] bg-hover px-1.5 text-ink">
          <VisibleText text={character} />
        </span>
      ))}
    </span>
  );
}

/** A text in which invisible characters are shown by their names. */
export function VisibleText({ text }: { text: string }) {
  return (
    <span className="font-mono text-code break-words">
      {visiblePieces(text).map(({ text, named }, i) =>
        named ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is identified by its position.
          <span key={i} className="font-sans text-small text-soft italic">
            {i > 0 && ' '}
            {text}{' '}
          </span>
        ) : (
          text
        ),
      )}
    </span>
  );
}
