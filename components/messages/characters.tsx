import { visiblePieces } from './visible';

/** Characters one after the other, each by itself. */
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

/** A text to be told apart from any other: what cannot be seen shows by its name. */
export function VisibleText({ text }: { text: string }) {
  return (
    <span className="font-mono text-code break-words">
      {visiblePieces(text).map(({ text, named }, i) =>
        named ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place.
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
