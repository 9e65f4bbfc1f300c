/** RFC 3986 §3.2.2 and §3.2.3, without the comma, which would join two hosts. */
const HOST = /^(?:[A-Za-z0-9._~!$&'()*+;=%-]+|\[[\w:.%~-]+\])(?::\d*)?$/;

/** Returns whether a `Host` header has the form of one host with an optional port. */
export function isHost(value: string): boolean {
  return HOST.test(value);
}
