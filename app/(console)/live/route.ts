import { findUser } from '@/lib/auth/session';
import { findOpenSessions } from '@/lib/auth/sessions';
import { type LiveEvent, type LiveStream, liveHub } from '@/lib/live/hub';

/** Shorter than the idle limits of proxies. Browsers take a silence of twice this as a lost connection. */
const HEARTBEAT_MS = 15_000;

export const dynamic = 'force-dynamic';

/**
 * Streams what changes to an open tab, as server-sent events: `change` with topics, `ended` when the session is over. What is
 * sent says that something changed, never what: the page reads it again with its own permission check.
 */
export async function GET(request: Request): Promise<Response> {
  const user = await findUser();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => {
        try {
          controller.enqueue(encoder.encode(text));
        } catch {
          // The tab was closed meanwhile.
        }
      };
      const end = (): void => {
        try {
          controller.close();
        } catch {
          // Closed already.
        }
      };
      // A browser repeats a request that was refused without end; one that is answered like this it does not.
      if (!user) {
        write('event: ended\ndata:\n\n');
        end();
        return;
      }
      const { sessionId, userId, accountId, operator } = user;
      const heartbeat = setInterval(() => write('event: beat\ndata:\n\n'), HEARTBEAT_MS);
      const stream: LiveStream = {
        ...{ sessionId, userId, accountId, operator },
        send: (event: LiveEvent) => write(`event: change\ndata: ${JSON.stringify(event)}\n\n`),
        close: (reason) => {
          clearInterval(heartbeat);
          if (reason === 'ended') write('event: ended\ndata:\n\n');
          end();
        },
      };
      write('event: ready\ndata:\n\n');
      const since = Number(new URL(request.url).searchParams.get('since') ?? Date.now());
      const remove = liveHub(findOpenSessions).add(stream, Number.isFinite(since) ? since : 0);
      request.signal.addEventListener('abort', () => {
        clearInterval(heartbeat);
        remove();
        end();
      });
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // nginx would buffer the stream.
      'x-accel-buffering': 'no',
    },
  });
}
