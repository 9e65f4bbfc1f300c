import { CodeBlock } from '@/components/ui/code-block';
import type { Sample } from './signing-samples';

/** A program in one language, shown when it is opened. */
export function Program({ sample: { language, file, code }, open }: { sample: Sample; open?: boolean }) {
  return (
    <details open={open} className="group">
      <summary className="w-fit font-medium text-soft hover:text-ink">{language}</summary>
      <CodeBlock className="mt-2" code={code} label={`${language} program`} title={file} />
    </details>
  );
}
