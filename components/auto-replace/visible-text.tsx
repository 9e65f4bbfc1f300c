import { CHARACTER_NAMES, codePoint } from '@/lib/text/character-names';

/** Returns the name of an invisible character, its code point if it has no name, and null for a visible character. */
function visibleName(character: string): string | null {
  const name = CHARACTER_NAMES[character];
  if (name !== undefined) return name;
  if (!/^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zs}\p{Zl}\p{Zp}\p{M}]$/u.test(character)) return null;
  return codePoint(character);
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
