import { CALLBACK_ERRORS, callbackResponse, carrierSecretParams, receiveCallback } from '../carrier-callback';
import { endpoint } from '../endpoint';

/** Receives receipts or incoming messages, with the secret of the carrier in the path. */
export const postSecretReceipt = endpoint({
  method: 'POST',
  path: '/api/dlr/{carrier}/{secret}',
  permission: null,
  params: carrierSecretParams,
  status: 200,
  response: callbackResponse,
  errors: CALLBACK_ERRORS,
  handle: receiveCallback,
});
