import packageJson from '../../package.json';

/** Of all requests to webhooks. */
export const USER_AGENT = `Postern/${packageJson.version}`;
