import { CALLBACK_ERRORS, callbackResponse, carrierSecretParams, receiveCallback } from '../carrier-callback';
import { endpoint } from '../endpoint';

/** Receives a receipt or an incoming message in the query, with the secret of the carrier in the path. */
export const getSecretReceipt = endpoint({
  method: 'GET',
  path: '/api/dlr/{carrier}/{secret}',
  permission: null,
  params: carrierSecretParams,
  status: 200,
  response: callbackResponse,
  errors: CALLBACK_ERRORS,
  handle: receiveCallback,
});
