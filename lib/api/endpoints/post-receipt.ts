import { CALLBACK_ERRORS, callbackResponse, carrierParams, receiveCallback } from '../carrier-callback';
import { endpoint } from '../endpoint';

/** Receives receipts or incoming messages of an HTTP carrier. */
export const postReceipt = endpoint({
  method: 'POST',
  path: '/api/dlr/{carrier}',
  permission: null,
  params: carrierParams,
  status: 200,
  response: callbackResponse,
  errors: CALLBACK_ERRORS,
  handle: receiveCallback,
});
