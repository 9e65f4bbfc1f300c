import type { Part } from '@/lib/messages/replaced-parts';
import { isGsm } from '@/lib/messages/text';

/** The text as it is sent: what was replaced stands out, and so does what keeps it out of GSM. */
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
  return foreignRuns(text).map(({ text, foreign }, i) => {
    const key = i;
    return foreign ? (
      <mark key={key} title="GSM-7 does not have it" className="rounded-[4px] bg-wait-tint text-wait">
        {text}
      </mark>
    ) : (
      text
    );
  });
}

/** The text in runs of characters that GSM has, and that it has not. */
function foreignRuns(text: string): { text: string; foreign: boolean }[] {
  const runs: { text: string; foreign: boolean }[] = [];
  for (const character of text) {
    const foreign = !isGsm(character);
    const last = runs.at(-1);
    if (last?.foreign === foreign) last.text += character;
    else runs.push({ text: character, foreign });
  }
  return runs;
}
