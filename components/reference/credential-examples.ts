/** One command for each way of showing a credential, with the address of this installation in it. */
export function credentialExamples(url: string) {
  return {
    bearer: `curl ${url}/api/sms \\
  -H "Authorization: Bearer YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"to": "+37255512345", "text": "Hello"}'`,
    form: `curl ${url}/api/sms \\
  --data-urlencode "AUTH_KEY=YOUR_KEY" \\
  --data-urlencode "to=+37255512345" \\
  --data-urlencode "text=Hello"`,
    body: `curl ${url}/api/sms \\
  -H "Content-Type: application/json" \\
  -d '{"AUTH_KEY": "YOUR_KEY", "to": "+37255512345", "text": "Hello"}'`,
    query: `curl "${url}/api/sms?AUTH_KEY=YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"to": "+37255512345", "text": "Hello"}'`,
    basic: `curl ${url}/api/sms \\
  -u "YOUR_KEY_ID:YOUR_SECRET" \\
  -H "Content-Type: application/json" \\
  -d '{"to": "+37255512345", "text": "Hello"}'`,
  };
}
