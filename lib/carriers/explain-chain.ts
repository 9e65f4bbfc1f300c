import { prefixLabel } from './route-label';
import { type CompiledRoutes, matchingRoutes, type Route, type Routed, routeChain, SIMULATOR } from './route-rules';

/** A carrier of a message's chain, with the reason for its place. */
export type ChainEntry = {
  carrier: string;
  reason: string;
  /** Share of the messages, from 0 to 1, among routes that are otherwise equal. */
  share: number;
};

/** Returns the carriers of `routeChain` in order, each with the reason. Of carriers that share messages, the order is arbitrary. */
export function explainChain(routes: CompiledRoutes, message: Routed): ChainEntry[] {
  const matches = matchingRoutes(routes, message);
  return routeChain(routes, message, 0).map((carrier) => {
    const route = matches.find((match) => match.carrier === carrier);
    if (!route) return { carrier, reason: withoutRoute(carrier, message, matches.length > 0), share: 1 };
    const equal = matches.filter((match) => isEqual(match, route));
    const share = route.weight / equal.reduce((sum, { weight }) => sum + weight, 0);
    return { carrier, reason: reasonOf(route, share), share };
  });
}

function isEqual(a: Route, b: Route): boolean {
  return a.prefix === b.prefix && a.sender === b.sender && a.accountId === b.accountId && a.priority === b.priority;
}

function reasonOf({ prefix, sender, accountId, priority }: Route, share: number): string {
  const parts = [
    `route for ${prefixLabel(prefix)}`,
    ...(sender === null ? [] : [`from ${sender}`]),
    ...(accountId === null ? [] : ['of this account']),
    `priority ${priority}`,
    ...(share < 1 ? [`${Math.round(share * 100)} % of the messages`] : []),
  ];
  return parts.join(', ');
}

function withoutRoute(carrier: string, { environment }: Routed, hasMatches: boolean): string {
  if (carrier !== SIMULATOR) return 'no route';
  if (environment === 'live') return 'no real carrier is connected yet';
  return hasMatches ? 'last choice of test messages' : 'test messages without a route go to the simulator';
}
