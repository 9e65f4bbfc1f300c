/** Returns the command that sends a first SMS; the simulator delivers to any number. */
export function curlSend(url: string): string {
  return `curl ${url}/api/sms \\
  -H "X-API-Key: YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"to": "+37255512345", "text": "Hello"}'`;
}
