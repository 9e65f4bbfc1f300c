export { type HttpSettings, httpSettingsSchema } from './http/settings';
export { type SmppSettings, smppSettingsSchema } from './smpp/settings';
