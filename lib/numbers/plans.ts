import { getCountries, getCountryCallingCode, Metadata as PhoneMetadata } from 'libphonenumber-js';
import { processSingleton } from '../base/process-singleton';

const LONGEST_CALLING_CODE = 3;

type Metadata = {
  hasCallingCode(code: string): boolean;
  selectNumberingPlan(codeOrCountry: string): void;
  numberingPlan?: { possibleLengths(): number[]; nationalPrefixForParsing(): string | undefined };
};

/** Numbering rules of the countries that share a calling code. */
export type Plan = {
  /** Possible lengths of the national number; null where the countries differ. */
  lengths: ReadonlySet<number> | null;
  /** Possible lengths in any of them. */
  anyLength: ReadonlySet<number>;
  /** National numbers that may begin with a trunk prefix: only the library can decide. */
  trunk: RegExp;
};

export type PlanMatch = { code: string; national: string; plan: Plan };

/** By calling code, from libphonenumber's metadata. */
function plans(): Map<string, Plan> {
  return processSingleton('numbering-plans', () => {
    // The published types accept only countries here; the library itself selects by calling code too.
    const metadata = new PhoneMetadata() as unknown as Metadata;
    const select = (plan: string) => {
      metadata.selectNumberingPlan(plan);
      return metadata.numberingPlan;
    };
    const byCode = new Map<string, Plan[]>();
    for (let code = 1; code < 10 ** LONGEST_CALLING_CODE; code++) {
      if (metadata.hasCallingCode(String(code))) byCode.set(String(code), [planOf(select(String(code)))]);
    }
    for (const country of getCountries()) byCode.get(getCountryCallingCode(country))?.push(planOf(select(country)));
    return new Map([...byCode].map(([code, countries]) => [code, combined(countries)]));
  });
}

function planOf(plan: Metadata['numberingPlan']): Plan {
  const prefix = plan?.nationalPrefixForParsing();
  const lengths = new Set((plan?.possibleLengths() ?? []).toSorted((a, b) => a - b));
  return {
    lengths,
    anyLength: lengths,
    trunk: new RegExp(`^(?:0|${prefix ?? '0'})`),
  };
}

function combined(countries: readonly Plan[]): Plan {
  const lengths = new Set(countries.map((plan) => [...(plan.lengths ?? [])].join()));
  const prefixes = new Set(countries.map(({ trunk }) => trunk.source));
  return {
    lengths: lengths.size === 1 ? (countries[0]?.lengths ?? null) : null,
    anyLength: new Set(countries.flatMap((plan) => [...plan.anyLength])),
    trunk: new RegExp([...prefixes].join('|')),
  };
}

/** Returns the calling code of `number` (`+` and digits) with its plan; null when no country has it. */
export function planFor(number: string): PlanMatch | null {
  for (let digits = 1; digits <= LONGEST_CALLING_CODE; digits++) {
    const code = number.slice(1, 1 + digits);
    const plan = plans().get(code);
    if (plan) return { code, national: number.slice(1 + digits), plan };
  }
  return null;
}
