import type { Environment } from '../access/environment';

/** What a route matches, and where it leads. */
type RouteParts = {
  carrier: string;
  prefix: string;
  sender: string | null;
  environment: Environment;
  accountName: string | null;
  priority: number;
  weight: number;
};

/** Returns the numbers of a prefix in words: `+372…` or `all numbers`. */
export function prefixLabel(prefix: string): string {
  return prefix === '' ? 'all numbers' : `+${prefix}…`;
}

/** `live, +372…, from Acme → north (priority 2)`: a route in one line, for the audit log and the command line. */
export function routeLabel({
  carrier,
  prefix,
  sender,
  environment,
  accountName,
  priority,
  weight,
}: RouteParts): string {
  const matched = [
    environment,
    prefixLabel(prefix),
    ...(sender === null ? [] : [`from ${sender}`]),
    ...(accountName === null ? [] : [`account ${accountName}`]),
  ];
  const order = [...(priority === 1 ? [] : [`priority ${priority}`]), ...(weight === 1 ? [] : [`weight ${weight}`])];
  return `${matched.join(', ')} → ${carrier}${order.length > 0 ? ` (${order.join(', ')})` : ''}`;
}
