/** A step of a test: what was tried, with its success or exact error in words. */
export type TestStep = { step: string; isOk: boolean; detail: string; ms: number };

/** A step that is to be run; resolves with what succeeded. */
type PlannedStep = { step: string; run: () => Promise<string> };

/** Runs the steps in order up to the first that fails. Never rejects. */
export async function runSteps(
  planned: readonly PlannedStep[],
  describeError: (error: unknown) => string,
): Promise<TestStep[]> {
  const steps: TestStep[] = [];
  for (const { step, run } of planned) {
    const startedMs = performance.now();
    const result = await run().then(
      (detail) => ({ isOk: true, detail }),
      (error: unknown) => ({ isOk: false, detail: describeError(error) }),
    );
    steps.push({ step, ...result, ms: Math.round(performance.now() - startedMs) });
    if (!result.isOk) break;
  }
  return steps;
}

/** Returns an error's code and sentence; the code once. */
export function codeAndMessage({ code, message }: { code: string | null; message: string }): string {
  return code === null || message.includes(code) ? message : `${code}: ${message}`;
}
