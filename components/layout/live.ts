import { routes } from '@/lib/base/routes';
import type { LiveEvent } from '@/lib/live/hub';

/** `lost`: not connected for some seconds. `ended`: the session is over; nothing is refreshed any more. */
export type LiveState = 'open' | 'lost' | 'ended';

const RETRY_MS = 3_000;
/** A shorter interruption is not shown. */
const SHOWN_AFTER_MS = 4_000;
/** Without an event or a heartbeat (every 15 s) for this long, the connection is lost, although nothing has closed it. */
const SILENCE_MS = 35_000;

const onChange = new Set<(event: LiveEvent | null) => void>();
const onState = new Set<() => void>();
let state: LiveState = 'open';
let source: EventSource | null = null;
let wasOpen = false;
let retry: ReturnType<typeof setTimeout> | undefined;
let showLost: ReturnType<typeof setTimeout> | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;

/** Returns the state of the tab's connection. */
export const liveState = (): LiveState => state;

/** Calls `listener` when the state has changed. Returns a function that ends that. */
export function onLiveState(listener: () => void): () => void {
  onState.add(listener);
  return () => onState.delete(listener);
}

/** Calls `listener` with each change, and with null when changes may have been missed. Returns a function that ends that. */
export function onLiveChange(listener: (event: LiveEvent | null) => void): () => void {
  onChange.add(listener);
  return () => onChange.delete(listener);
}

/**
 * Opens the connection of this tab, shared by all that is live on it, until the returned function is called. It is closed
 * while the tab is hidden: browsers allow six connections to a server that speaks HTTP/1.1. `renderedAtMs`: the server's time of
 * the page; changes since then are sent first.
 */
export function openLive(renderedAtMs: number): () => void {
  // Also after the session ended: the user may have signed in again in another tab.
  const onVisibility = () => (document.visibilityState === 'visible' ? connect(renderedAtMs) : disconnect());
  const onOffline = () => reconnect(renderedAtMs);
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('offline', onOffline);
  onVisibility();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('offline', onOffline);
    disconnect();
  };
}

function connect(renderedAtMs: number): void {
  if (source) return;
  const opened = new EventSource(routes.live(wasOpen ? undefined : renderedAtMs));
  source = opened;
  const isAlive = () => {
    clearTimeout(silence);
    silence = setTimeout(() => reconnect(renderedAtMs), SILENCE_MS);
  };
  opened.addEventListener('beat', isAlive);
  opened.addEventListener('ready', () => {
    isAlive();
    clearTimeout(showLost);
    showLost = undefined;
    if (wasOpen) notify(null);
    wasOpen = true;
    become('open');
  });
  opened.addEventListener('change', ({ data }) => {
    isAlive();
    notify(JSON.parse(data) as LiveEvent);
  });
  opened.addEventListener('ended', () => {
    disconnect();
    become('ended');
  });
  // Not left to the browser: it does not repeat a request whose response is no stream, such as 503 while the server starts.
  opened.onerror = () => reconnect(renderedAtMs);
}

function reconnect(renderedAtMs: number): void {
  disconnect();
  showLost ??= setTimeout(() => become('lost'), SHOWN_AFTER_MS);
  retry = setTimeout(() => connect(renderedAtMs), RETRY_MS);
}

function disconnect(): void {
  clearTimeout(retry);
  clearTimeout(silence);
  source?.close();
  source = null;
}

function become(next: LiveState): void {
  // For tests and for people who debug: also set by the first connection, which means that the scripts of the page run.
  document.documentElement.dataset.live = next;
  if (state === next) return;
  state = next;
  for (const listener of onState) listener();
}

function notify(event: LiveEvent | null): void {
  for (const listener of onChange) listener(event);
}
