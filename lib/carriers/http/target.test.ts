import { expect, it } from 'vitest';
import { parseRange } from '../../network/ranges';
import { carrierTargetProblem } from './target';

const LOOPBACK = [parseRange('127.0.0.0/8')].filter((range) => range !== null);

it.each([
  'http://127.0.0.1:8080/',
  'http://localhost/',
  'http://a.localhost/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://169.254.169.254/latest',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://10.1.2.3/{{text}}',
])('%s needs CARRIER_ALLOW_CIDRS', (url) => {
  expect(carrierTargetProblem({ url }, [])).toContain('CARRIER_ALLOW_CIDRS');
});

it.each(['https://api.twilio.com/', 'http://93.184.216.34/', 'http://[2606:4700::1111]/'])('%s is public', (url) => {
  expect(carrierTargetProblem({ url }, [])).toBeNull();
});

it('accepts what is allowed, and names the problem of a URL that cannot be parsed', () => {
  expect(carrierTargetProblem({ url: 'http://localhost:13013/cgi-bin/sendsms' }, LOOPBACK)).toBeNull();
  expect(carrierTargetProblem({ url: 'http://10.0.0.1/' }, LOOPBACK)).toContain('10.0.0.1');
  expect(carrierTargetProblem({ url: 'ftp://a.example/' }, [])).toContain('https://');
});
