import type { Environment } from '../access/environment';

/** Name of the carrier that is always there. Test messages without a route of their own go to it. */
export const SIMULATOR = 'simulator';

/** A route as messages are matched with it. */
export type Route = {
  carrier: string;
  /** Leading digits of the recipient; empty for every number. */
  prefix: string;
  /** Only messages of this sender; null for all. */
  sender: string | null;
  environment: Environment;
  /** Only messages of this account; null for all. */
  accountId: string | null;
  /** 1 first; routes with higher numbers are fallbacks. */
  priority: number;
  /** Share among routes that are otherwise equal. */
  weight: number;
};

/** What decides about the route of a message. `recipient` is in E.164 with +. */
export type Routed = { recipient: string; sender: string | null; accountId: string; environment: Environment };

/** Routes by environment and prefix, ready to be matched. */
export type CompiledRoutes = Record<Environment, { longest: number; byPrefix: Map<string, Route[]> }> & {
  /** Whether a carrier was ever connected: from then on a live message without a route is refused. */
  hasRealCarrier: boolean;
};

/** Prepares routes for matching, once per change: the most specific first, as `routeChain` returns them. */
export function compileRoutes(routes: readonly Route[], hasRealCarrier: boolean): CompiledRoutes {
  const compiled: CompiledRoutes = {
    live: { longest: 0, byPrefix: new Map() },
    test: { longest: 0, byPrefix: new Map() },
    hasRealCarrier,
  };
  for (const route of routes) {
    const table = compiled[route.environment];
    table.longest = Math.max(table.longest, route.prefix.length);
    const some = table.byPrefix.get(route.prefix);
    if (some) some.push(route);
    else table.byPrefix.set(route.prefix, [route]);
  }
  for (const { byPrefix } of [compiled.live, compiled.test])
    for (const some of byPrefix.values()) some.sort(bySpecificity);
  return compiled;
}

function bySpecificity(a: Route, b: Route): number {
  return (
    Number(b.sender !== null) - Number(a.sender !== null) ||
    Number(b.accountId !== null) - Number(a.accountId !== null) ||
    a.priority - b.priority
  );
}

/**
 * Returns the carriers that may take a message, the first choice first: by longest prefix, then routes of its sender before
 * those of all, then routes of its account before those of all, then by priority. Routes that are equal in all of these share
 * messages by weight; `random` (0 ≤ random < 1) decides. Less specific routes follow as fallbacks. Empty when no route
 * matches a live message and a carrier was ever connected.
 */
export function routeChain(routes: CompiledRoutes, message: Routed, random: number): string[] {
  const matches = matchingRoutes(routes, message);
  const chain = new Set<string>();
  for (let start = 0; start < matches.length; ) {
    let end = start + 1;
    while (end < matches.length && isEqual(matches[start] as Route, matches[end] as Route)) end++;
    for (const { carrier } of byWeight(matches.slice(start, end), random)) chain.add(carrier);
    start = end;
  }
  if (isSimulated(routes, message.environment)) chain.add(SIMULATOR);
  return [...chain];
}

/** The first of `routeChain`, without the cost of the others; null when there is none. */
export function firstRoute(routes: CompiledRoutes, message: Routed, random: number): string | null {
  const { longest, byPrefix } = routes[message.environment];
  for (let length = Math.min(longest, message.recipient.length - 1); length >= 0; length--) {
    const matches = byPrefix
      .get(message.recipient.slice(1, 1 + length))
      ?.filter((route) => matchesRest(route, message));
    if (!matches || matches.length === 0) continue;
    const best = matches.filter((route) => isEqual(route, matches[0] as Route));
    return (byWeight(best, random)[0] as Route).carrier;
  }
  return isSimulated(routes, message.environment) ? SIMULATOR : null;
}

/** Returns the routes of a message in the order of `routeChain`, for the route tester. */
export function matchingRoutes(routes: CompiledRoutes, message: Routed): Route[] {
  const { longest, byPrefix } = routes[message.environment];
  const found: Route[] = [];
  for (let length = Math.min(longest, message.recipient.length - 1); length >= 0; length--) {
    const some = byPrefix.get(message.recipient.slice(1, 1 + length));
    if (some) found.push(...some.filter((route) => matchesRest(route, message)));
  }
  return found;
}

/** Test messages go to the simulator unless a route says otherwise, live ones only until the first carrier is connected. */
function isSimulated(routes: CompiledRoutes, environment: Environment): boolean {
  return environment === 'test' || !routes.hasRealCarrier;
}

function matchesRest({ sender, accountId }: Route, message: Routed): boolean {
  return (sender === null || sender === message.sender) && (accountId === null || accountId === message.accountId);
}

function isEqual(a: Route, b: Route): boolean {
  return a.prefix === b.prefix && bySpecificity(a, b) === 0;
}

/** Orders routes at random, each position drawn by weight among those that remain. */
function byWeight(routes: Route[], random: number): Route[] {
  if (routes.length < 2) return routes;
  const remaining = [...routes];
  const ordered: Route[] = [];
  let rest = random;
  while (remaining.length > 0) {
    const total = remaining.reduce((sum, { weight }) => sum + weight, 0);
    let at = rest * total;
    let index = 0;
    while (index < remaining.length - 1 && at >= (remaining[index] as Route).weight) {
      at -= (remaining[index] as Route).weight;
      index++;
    }
    const [chosen] = remaining.splice(index, 1);
    if (chosen) {
      ordered.push(chosen);
      rest = Math.min(at / chosen.weight, 0.999999);
    }
  }
  return ordered;
}
