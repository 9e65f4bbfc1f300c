type StatusRange = { from: number; to: number };

const ITEM = /^([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?$/;

/** Parses HTTP statuses such as `200, 202, 400-499`. Null for anything else; no status for an empty text. */
export function parseStatusList(text: string): StatusRange[] | null {
  const ranges: StatusRange[] = [];
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const [, from, to = from] = ITEM.exec(item) ?? [];
    if (from === undefined || Number(from) > Number(to)) return null;
    ranges.push({ from: Number(from), to: Number(to) });
  }
  return ranges;
}

/** Whether a list that `parseStatusList` accepts has the status. */
export function hasStatus(list: string, status: number): boolean {
  return (parseStatusList(list) ?? []).some(({ from, to }) => status >= from && status <= to);
}
