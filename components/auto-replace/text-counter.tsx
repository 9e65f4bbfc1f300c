import { formatCount } from '@/lib/base/format';
import { count, doubleCharacters, type Encoding, unreplaced } from '@/lib/text/encoding';
import { Characters } from './visible-text';

const ENCODING_NAMES: Record<Encoding, string> = { gsm7: 'GSM-7', ucs2: 'UCS-2' };

type TextCounterProps = {
  text: string;
  /** Whether the mode is `full`: remaining characters outside of GSM-7 have no similar one. */
  final?: boolean;
};

/** The number of segments of a text, and the characters that increase it. */
export function TextCounter({ text, final }: TextCounterProps) {
  const double = doubleCharacters(text);
  const nonGsm = unreplaced(text);
  return (
    <div className="space-y-1 text-small text-soft">
      <p className="font-medium text-ink tabular-nums">{formatCost(text)}</p>
      {nonGsm.length > 0 ? (
        <p className="leading-5">
          {final
            ? 'No similar character in GSM-7, so the text is sent as UCS-2: '
            : 'Sent as UCS-2, with 70 instead of 160 characters per segment, because of '}
          <Characters of={nonGsm} />
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

/** `2 segments · UCS-2 · 93 characters · 41 left in this segment` */
function formatCost(text: string): string {
  const { encoding, segments, used, left } = count(text);
  return [
    segments === 1 ? '1 segment' : `${formatCount(segments)} segments`,
    ENCODING_NAMES[encoding],
    used === 1 ? '1 character' : `${formatCount(used)} characters`,
    `${left} left in this segment`,
  ].join(' · ');
}
