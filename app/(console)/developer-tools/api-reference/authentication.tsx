import type { ReactNode } from 'react';
import { Chapter, Code, FactTable, Prose } from '@/components/reference/reference-parts';
import { CodeBlock } from '@/components/ui/code-block';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { credentialExamples, type examples } from './examples';
import { Program } from './program';
import { messageSignatureSample, signingSamples } from './signing-samples';

const KINDS = [
  ['Auth key', 'One value, sent with each request.', 'Scripts and anything new.'],
  ['Basic', 'Key id and secret, as user name and password.', 'Systems that support HTTP Basic only.'],
  [
    'HMAC',
    'Key id and secret; the secret signs and is never sent.',
    'Requests through machines that you do not trust.',
  ],
] as const;

const DIGESTS = [
  ['X-Content-SHA256', 'SHA-256 of the body, hex or base64. Also Content-SHA256.'],
  ['Digest', 'SHA-256= or SHA-512= and base64, or a list of several (RFC 3230). All must match.'],
  ['Content-Digest', 'sha-256=:base64: or sha-512, or a list of several (RFC 9530). All must match.'],
  ['Content-MD5', 'MD5 in hex. Only for keys marked “compatible”. Also X-Content-MD5.'],
] as const;

export function AuthenticationChapter({ example, url }: { example: ReturnType<typeof examples>; url: string }) {
  const credential = credentialExamples(url);
  return (
    <Chapter id="authentication" title="Authentication">
      <Prose>
        Create and copy keys under{' '}
        <Link href={routes.apiKeys()} className="text-accent underline underline-offset-2">
          API Keys
        </Link>
        . There are three kinds. For each, a disabled, expired or deleted key is refused from its next request on, and a
        wrong one gets the same response as an unknown one.
      </Prose>
      <FactTable
        caption="Kinds of keys"
        head={['Kind', 'What it is', 'Good for']}
        rows={KINDS.map(([kind, what, use]) => ({
          id: kind,
          cells: [
            <span key="kind" className="whitespace-nowrap">
              {kind}
            </span>,
            what,
            use,
          ],
        }))}
      />
      <Subject id="auth-key" title="Auth key">
        <Prose>
          In the header <Code>X-API-Key</Code>, or as <Code>Authorization: Bearer YOUR_KEY</Code>.
        </Prose>
        <CodeBlock code={example.send} label="command with X-API-Key" title="Terminal, X-API-Key" />
        <CodeBlock code={credential.bearer} label="command with Bearer" title="Terminal, Bearer" />
        <Prose>
          If a client cannot set headers, as the field <Code>AUTH_KEY</Code> of a form or JSON body, in its first 4 KiB.
          A batch accepts credentials only in a header or signature. Send one credential: two different ones are
          refused.
        </Prose>
        <CodeBlock code={credential.form} label="command with a form" title="Terminal, form" />
        <CodeBlock code={credential.body} label="command with AUTH_KEY in JSON" title="Terminal, JSON" />
        <Prose>
          In the URL’s query only if the key’s page allows it: URLs are stored in logs. These responses have a{' '}
          <Code>Deprecation</Code> header; without the permission they are refused with{' '}
          <Code>query_key_not_allowed</Code>.
        </Prose>
        <CodeBlock code={credential.query} label="command with AUTH_KEY in the query" title="Terminal, query" />
      </Subject>
      <Subject id="basic" title="Basic">
        <Prose>
          HTTP Basic (RFC 7617): the key id is the user name, the secret is the password. Use it over HTTPS only.
        </Prose>
        <CodeBlock code={credential.basic} label="command with Basic" title="Terminal" />
      </Subject>
      <HmacSubject url={url} />
    </Chapter>
  );
}

function HmacSubject({ url }: { url: string }) {
  return (
    <Subject id="hmac" title="HMAC">
      <Prose>
        Sign the date, the request line and, with a body, its digest, one line each in the order of <Code>headers</Code>
        ; <Code>request-line</Code> is <Code>POST /api/sms HTTP/1.1</Code>. The signature is base64 of HMAC-SHA-256 with
        the secret. <Code>Date</Code> or <Code>X-Date</Code> may differ from the server’s clock by 300 seconds,
        otherwise the request is refused with <Code>clock_skew</Code>. It has the HTTP format, in GMT, such as{' '}
        <Code>Sat, 28 Nov 2026 11:58:26 GMT</Code>.
      </Prose>
      {signingSamples(url).map((sample, index) => (
        <Program key={sample.file} sample={sample} open={index === 0} />
      ))}
      <FactTable
        caption="Headers with the body’s digest"
        head={['Digest header', 'Value']}
        rows={DIGESTS.map(([name, value]) => ({ id: name, cells: [<Code key="name">{name}</Code>, value] }))}
      />
      <Prose>
        <Code>hmac-sha384</Code> and <Code>hmac-sha512</Code> work as well. <Code>hmac-sha1</Code> and MD5 digests are
        accepted only for keys marked “compatible”; other keys return <Code>weak_algorithm</Code>. HTTP message
        signatures (RFC 9421, <Code>hmac-sha256</Code>) are accepted too: cover <Code>@method</Code>, the path, the
        query (as a whole or each parameter by <Code>@query-param</Code>) and <Code>content-digest</Code>, and set{' '}
        <Code>created</Code> and <Code>keyid</Code>.
      </Prose>
      <Program sample={messageSignatureSample(url)} />
      <Prose>
        <strong className="font-medium text-ink">Retries are safe.</strong> The same signed request to send, within its
        window, gets the first response, with the header <Code>Idempotency-Replayed: true</Code>, and sends nothing; any
        other change is refused with <Code>conflict</Code>. A <Code>nonce</Code> with another signature is refused with{' '}
        <Code>nonce_reused</Code>. A date has whole seconds, so two identical requests of the <Code>hmac</Code> scheme
        within one second are one request. To send the same twice, make them differ: RFC 9421 with a new nonce, the
        other scheme with a later date or another <Code>reference</Code>.
      </Prose>
    </Subject>
  );
}

function Subject({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="scroll-mt-20 space-y-4 pt-4">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}
