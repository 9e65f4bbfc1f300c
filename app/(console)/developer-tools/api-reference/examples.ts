import { curlSend } from '@/components/messages/curl-command';

/** Returns the examples with the address of this installation. They run without changes. */
export function examples(url: string) {
  return {
    send: curlSend(url),
    sendWithReport: `curl ${url}/api/sms \\
  -H "Authorization: Bearer YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "to": "+37255512345",
    "text": "Your parcel arrives today",
    "dlr_url": "https://example.com/reports",
    "reference": "order-1234"
  }'`,
    accepted: `HTTP/1.1 202 Accepted

{
  "id": "019a9f3e-6c1d-7d1a-9f0e-2b8f6f0a4c11",
  "status": "queued",
  "to": "+37255512345",
  "from": null,
  "text": "Your parcel arrives today",
  "segments": 1,
  "encoding": "gsm7",
  "environment": "live",
  "auto_replace": "off",
  "dlr_url": "https://example.com/reports",
  "priority": "regular",
  "send_at": null,
  "valid_until": "2026-11-21T09:30:00.000Z",
  "reference": "order-1234",
  "metadata": null,
  "created_at": "2026-11-20T09:30:00.000Z"
}`,
    batch: `curl ${url}/api/sms/batch \\
  -H "X-API-Key: YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"messages": [
    {"to": "+37255512345", "text": "Hello Ann"},
    {"to": "mum", "text": "Hello Mum"}
  ]}'`,
    batchAccepted: `HTTP/1.1 202 Accepted

{
  "accepted": 1,
  "refused": 1,
  "messages": [
    { "index": 0, "id": "019a9f3e-6c1d-7d1a-9f0e-2b8f6f0a4c11", "status": "queued", "to": "+37255512345", … },
    {
      "index": 1,
      "status": "refused",
      "code": "invalid_fields",
      "detail": "to: Remove \\"mum\\": a phone number in international form is +, country code, number, …",
      "errors": [{ "pointer": "#/messages/1/to", "detail": "Remove \\"mum\\": a phone number …" }]
    }
  ]
}`,
    repeatable: `curl ${url}/api/sms \\
  -H "X-API-Key: YOUR_KEY" \\
  -H "Idempotency-Key: \\"6f1c0b6e-6a53-4c43-9f0e-0f6f3a7b0c11\\"" \\
  -H "Content-Type: application/json" \\
  -d '{"to": "+37255512345", "text": "Your parcel arrives today"}'`,
    read: `curl ${url}/api/sms/MESSAGE_ID \\
  -H "X-API-Key: YOUR_KEY"`,
    list: `curl "${url}/api/sms?status=undelivered,expired&created_from=2026-11-20T00:00:00Z" \\
  -H "X-API-Key: YOUR_KEY"`,
    cancel: `curl -X DELETE ${url}/api/sms/MESSAGE_ID \\
  -H "X-API-Key: YOUR_KEY"`,
    makeKey: `curl ${url}/api/keys \\
  -H "X-API-Key: YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name": "Checkout", "type": "hmac", "environment": "test"}'`,
    report: `POST /reports HTTP/1.1
Content-Type: application/json
webhook-id: 019a9f3e-7a02-7c55-8f61-5d0f1a7b9c3e
webhook-timestamp: 1795167001
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=

{
  "type": "message.delivered",
  "timestamp": "2026-11-20T09:30:01.000Z",
  "data": {
    "id": "019a9f3e-6c1d-7d1a-9f0e-2b8f6f0a4c11",
    "reference": "order-4711",
    "to": "+37255512345",
    "from": "Northwind",
    "status": "delivered",
    "error": null,
    "segments": 1,
    "encoding": "gsm7",
    "environment": "live",
    "sequence": 1,
    "possible_duplicate": false,
    "metadata": { "shop": "Tallinn" },
    "occurred_at": "2026-11-20T09:30:01.000Z",
    "created_at": "2026-11-20T09:30:00.000Z"
  }
}`,
    receivedEvent: `{
  "type": "message.received",
  "timestamp": "2026-11-20T09:30:00.000Z",
  "data": {
    "id": "019a9f3e-6c1d-7d1a-9f0e-2b8f6f0a4c11",
    "from": "+37255510001",
    "to": "+37255500001",
    "text": "WIN a car",
    "encoding": "gsm7",
    "segments": 1,
    "missing_segments": 0,
    "keyword": "WIN",
    "received_at": "2026-11-20T09:30:00.000Z"
  }
}`,
    received: `curl "${url}/api/received?from=%2B37255510001&since=2026-11-20T00:00:00Z" \\
  -H "X-API-Key: YOUR_KEY"`,
    makeEndpoint: `curl ${url}/api/webhook-endpoints \\
  -H "X-API-Key: YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name": "Shop", "url": "https://shop.example/reports", "events": ["message.delivered"]}'`,
    pull: `curl "${url}/api/reports?after=42&wait=20" \\
  -H "X-API-Key: YOUR_KEY"`,
  };
}

/** Returns one command for each way to send a credential, with the address of this installation. */
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
