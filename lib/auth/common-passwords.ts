import { processSingleton } from '../base/process-singleton';

/** Characters around a common password that make it hardly harder to guess. */
const MAX_AROUND = 6;
const MIN_CORE = 4;
/** Longest unit of a password that only repeats it, such as `abcabcabcabc`. */
const MAX_UNIT = 4;
/** Words that are the first to be tried at this product. */
const OWN_WORDS = ['postern', 'sms', 'smsgateway', 'administrator', 'operator'];
const KEYBOARD_ROWS = [
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  '1234567890-=',
  'qwertzuiop',
  'azertyuiop',
  'yxcvbnm',
];

const LEET: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/**
 * Whether a password is among the most common ones of about 49,000 in leaked lists (npm `@zxcvbn-ts/language-common`, MIT),
 * also with digits for letters, or with a few digits or signs around; or repeats one or a few characters; or runs along the
 * keyboard, the alphabet or the digits.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const common = await commonPasswords();
  const plain = password.normalize('NFKC').trim().toLowerCase();
  return (
    [plain, withoutLeet(plain)].some((form) => isKnown(form, common)) || isRepetition(plain, common) || isRun(plain)
  );
}

/** Loaded when first used: only a server that sets passwords needs it. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  return processSingleton('common-passwords', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common');
    return new Set([...dictionary['passwords-common'].map(String), ...OWN_WORDS]);
  });
}

function isKnown(form: string, common: ReadonlySet<string>): boolean {
  if (common.has(form)) return true;
  const core = form.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const around = form.replace(core, '');
  if (core.length < MIN_CORE || !common.has(core)) return false;
  return around.length <= MAX_AROUND || common.has(around);
}

function withoutLeet(text: string): string {
  const letters = text.replace(/[^\p{L}]+$/u, '');
  const rest = text.slice(letters.length);
  return letters.replace(/[@4310!$57]/g, (sign) => LEET[sign] ?? sign) + rest;
}

function isRepetition(text: string, common: ReadonlySet<string>): boolean {
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length);
    const isRepeated = unit.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text;
    if (isRepeated && (length <= MAX_UNIT || common.has(unit))) return true;
  }
  return false;
}

/** Whether each character follows the one before, forwards or backwards. */
function isRun(text: string): boolean {
  const pairs = [...text].slice(1).map((next, index) => [text.charAt(index), next] as const);
  return pairs.length > 0 && [1, -1].some((step) => pairs.every(([a, b]) => isNext(a, b, step)));
}

function isNext(a: string, b: string, step: number): boolean {
  if (/^[a-z]$/.test(a) && b.charCodeAt(0) - a.charCodeAt(0) === step) return true;
  if (/^\d$/.test(a) && /^\d$/.test(b) && (Number(a) + step + 10) % 10 === Number(b)) return true;
  return KEYBOARD_ROWS.some((row) => row.includes(a) && row.indexOf(b) - row.indexOf(a) === step);
}
