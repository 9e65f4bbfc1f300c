import { isGsm } from '@/lib/text/encoding';
import type { Part } from '@/lib/text/replaced-parts';

/** The text as it is sent, with replaced characters and characters outside of GSM-7 highlighted. */
export function SentText({ parts }: { parts: readonly Part[] }) {
  return (
    <p className="min-h-15 rounded-control bg-well px-3 py-2 break-words whitespace-pre-wrap">
      {parts.map(({ text, before }, i) => {
        const key = i;
        if (before === null) return <Unchanged key={key} text={text} />;
        return (
          <mark key={key} title={`was ${before}`} className="rounded-[4px] bg-accent-tint text-ink">
            {text}
          </mark>
        );
      })}
    </p>
  );
}

function Unchanged({ text }: { text: string }) {
  return gsmRuns(text).map(({ text, nonGsm }, i) => {
    const key = i;
    return nonGsm ? (
      <mark key={key} title="not in GSM-7" className="rounded-[4px] bg-wait-tint text-wait">
        {text}
      </mark>
    ) : (
      text
    );
  });
}

/** Splits a text into runs of characters inside and outside of GSM-7. */
function gsmRuns(text: string): { text: string; nonGsm: boolean }[] {
  const runs: { text: string; nonGsm: boolean }[] = [];
  for (const character of text) {
    const nonGsm = !isGsm(character);
    const last = runs.at(-1);
    if (last?.nonGsm === nonGsm) last.text += character;
    else runs.push({ text: character, nonGsm });
  }
  return runs;
}
