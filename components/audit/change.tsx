/** Values before and after a change. Nothing where there are none. */
export function Change({ before, after }: { before: string | null; after: string | null }) {
  if (before === null && after === null) return null;
  return (
    <p className="mt-0.5 text-small break-words text-soft">
      {before !== null && (
        <>
          <span className="sr-only">before: </span>
          <del className="decoration-faint">{before}</del> <span aria-hidden>→ </span>
        </>
      )}
      <span className="sr-only">after: </span>
      <ins className="text-ink no-underline">{after}</ins>
    </p>
  );
}
