import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Chapter } from '@/components/reference/reference-parts';
import { Badge } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import { Link } from '@/components/ui/link';
import { type ErrorCode, HTTP_STATUS } from '@/lib/base/errors';
import { routes } from '@/lib/base/routes';
import { CATALOGUE, isErrorCode } from '@/lib/problems/catalogue';
import { exampleResponse } from '@/lib/problems/example';
import { Advice, Points } from './advice';

type ErrorCodePageProps = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: ErrorCodePageProps): Promise<Metadata> {
  const code = await requireCode(params);
  return { title: code, description: CATALOGUE[code].meaning };
}

/** The page that the `type` of a problem response links to. */
export default async function ErrorCodePage({ params }: ErrorCodePageProps) {
  const code = await requireCode(params);
  const entry = CATALOGUE[code];
  const { title, text } = exampleResponse(code);
  return (
    <PageMain>
      <Link href={routes.errorCodes()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> Error codes
      </Link>
      <PageHeader
        title={<span className="font-mono break-words">{code}</span>}
        purpose={entry.meaning}
        action={
          <Badge>
            {HTTP_STATUS[code]} {title}
          </Badge>
        }
      />
      <Chapter id="why" title="Why it happens">
        <Points points={entry.causes} />
      </Chapter>
      <Chapter id="what-to-do" title="What to do">
        <Advice entry={entry} />
      </Chapter>
      <Chapter id="response" title="The response">
        <CodeBlock code={text} label="response" title="Example" />
      </Chapter>
    </PageMain>
  );
}

async function requireCode(params: ErrorCodePageProps['params']): Promise<ErrorCode> {
  const { code } = await params;
  if (!isErrorCode(code)) notFound();
  return code;
}
