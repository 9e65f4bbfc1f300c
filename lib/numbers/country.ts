import { type CountryCode, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js';

const known = new Set<string>(getCountries());

/** Whether `code` is an ISO 3166 code of a country with phone numbers of its own, in capitals. */
export function isCountry(code: string): code is CountryCode {
  return known.has(code);
}

/**
 * Returns the ISO 3166 code of the country of a number in E.164 with +. Countries that share a calling code, such as the
 * United States and Jamaica, are distinguished. Null for a number of no country, such as those of satellites.
 */
export function countryOf(number: string): string | null {
  return parsePhoneNumberFromString(number)?.country ?? null;
}

/** `Estonia`, in English; the code itself where it has no name. */
export function countryName(code: string): string {
  return names().of(code) ?? code;
}

let cached: Intl.DisplayNames | undefined;
function names(): Intl.DisplayNames {
  cached ??= new Intl.DisplayNames(['en'], { type: 'region' });
  return cached;
}
