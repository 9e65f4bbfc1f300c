import { CALLBACK_ERRORS, callbackResponse, carrierParams, receiveCallback } from '../carrier-callback';
import { endpoint } from '../endpoint';

/** Receives a receipt or an incoming message of an HTTP carrier in the query. */
export const getReceipt = endpoint({
  method: 'GET',
  path: '/api/dlr/{carrier}',
  permission: null,
  params: carrierParams,
  status: 200,
  response: callbackResponse,
  errors: CALLBACK_ERRORS,
  handle: receiveCallback,
});
