import { type AST, RegExpParser } from '@eslint-community/regexpp';

type Continue = (position: number) => boolean;
type Call = { regexp: RegExp; text: string; lastIndex: number };

const exec = RegExp.prototype.exec;
const parsed = new Map<string, AST.Pattern>();

/**
 * Runs `run` and returns the number of steps of its regular expressions: how often a backtracking matcher, as in V8, compares
 * a character. A test asserts with it that a parser takes linear time, by the steps for an input and for one twice as long.
 * The matcher recurses for each character, so inputs must be short: about a thousand characters.
 */
export function regexpSteps(run: () => void): number {
  const calls: Call[] = [];
  // `test`, `match`, `replace` and `split` call it too.
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    calls.push({ regexp: this, text: String(text), lastIndex: this.lastIndex });
    return exec.call(this, text);
  };
  try {
    run();
  } finally {
    RegExp.prototype.exec = exec;
  }
  return calls.reduce((sum, call) => sum + stepsOf(call), 0);
}

function stepsOf({ regexp, text, lastIndex }: Call): number {
  const pattern = parsed.get(String(regexp)) ?? new RegExpParser().parseLiteral(String(regexp)).pattern;
  parsed.set(String(regexp), pattern);
  const matcher = new Matcher(text, regexp.flags.replace(/[gy]/g, ''));
  const first = regexp.sticky || regexp.global ? lastIndex : 0;
  const last = regexp.sticky ? first : text.length;
  for (let start = first; start <= last; start++) {
    if (matcher.anyOf(pattern.alternatives, start, () => true)) break;
  }
  return matcher.steps;
}

class Matcher {
  steps = 0;
  readonly #characters = new Map<string, RegExp>();

  constructor(
    private readonly text: string,
    private readonly flags: string,
  ) {}

  anyOf(alternatives: readonly AST.Alternative[], at: number, next: Continue): boolean {
    return alternatives.some(({ elements }) => this.#sequence(elements, 0, at, next));
  }

  #sequence(elements: readonly AST.Element[], index: number, at: number, next: Continue): boolean {
    const element = elements[index];
    if (!element) return next(at);
    return this.#element(element, at, (end) => this.#sequence(elements, index + 1, end, next));
  }

  #element(element: AST.Element, at: number, next: Continue): boolean {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.anyOf(element.alternatives, at, next);
      case 'Quantifier':
        return this.#repeat(element, 0, at, next);
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return this.#character(element.raw, at) && next(at + 1);
      case 'Assertion':
        return this.#assertion(element, at) && next(at);
      default:
        throw new Error(`not supported: ${element.raw}`);
    }
  }

  #repeat(quantifier: AST.Quantifier, count: number, at: number, next: Continue): boolean {
    const more = () =>
      count < quantifier.max &&
      this.#element(
        quantifier.element as AST.Element,
        at,
        (end) => end > at && this.#repeat(quantifier, count + 1, end, next),
      );
    if (count < quantifier.min) return more();
    return quantifier.greedy ? more() || next(at) : next(at) || more();
  }

  #assertion(assertion: AST.Assertion, at: number): boolean {
    this.steps++;
    if (assertion.kind === 'start') return at === 0;
    if (assertion.kind === 'end') return at === this.text.length;
    if (assertion.kind === 'lookahead') return this.anyOf(assertion.alternatives, at, () => true) !== assertion.negate;
    throw new Error(`not supported: ${assertion.raw}`);
  }

  #character(source: string, at: number): boolean {
    this.steps++;
    const single = this.#characters.get(source) ?? new RegExp(`^${source}$`, this.flags);
    this.#characters.set(source, single);
    return at < this.text.length && exec.call(single, this.text[at] ?? '') !== null;
  }
}
