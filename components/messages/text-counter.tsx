import { formatCount } from '@/lib/format';
import { count, doubleCharacters, type Encoding, unreplaced } from '@/lib/messages/text';
import { Characters } from './characters';

const ENCODING_NAMES: Record<Encoding, string> = { gsm7: 'GSM-7', ucs2: 'UCS-2' };

type TextCounterProps = {
  text: string;
  /** Everything that can be replaced has been: what is left has no counterpart in GSM. */
  final?: boolean;
};

/** What a text costs, and which of its characters make it dearer than it looks. */
export function TextCounter({ text, final }: TextCounterProps) {
  const double = doubleCharacters(text);
  const foreign = unreplaced(text);
  return (
    <div className="space-y-1 text-small text-soft">
      <p className="font-medium text-ink tabular-nums">{costInWords(text)}</p>
      {foreign.length > 0 ? (
        <p className="leading-5">
          {final
            ? 'GSM-7 has nothing close to these, so the text is sent as UCS-2: '
            : 'Sent as UCS-2, 70 characters a segment rather than 160, because of '}
          <Characters of={foreign} />
        </p>
      ) : (
        double.length > 0 && (
          <p className="leading-5">
            Each of these counts as two: <Characters of={double} />
          </p>
        )
      )}
    </div>
  );
}

/** `2 segments · UCS-2 · 93 characters · 41 left in this one` */
function costInWords(text: string): string {
  const { encoding, segments, used, left } = count(text);
  return [
    segments === 1 ? '1 segment' : `${formatCount(segments)} segments`,
    ENCODING_NAMES[encoding],
    used === 1 ? '1 character' : `${formatCount(used)} characters`,
    `${left} left in this one`,
  ].join(' · ');
}
