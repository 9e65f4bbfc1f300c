import { invalidFields, isAppError } from '../base/errors';

/** Runs `run`; fields that it refuses have the names of the API, in snake case: `keyIds` is `key_ids`. */
export async function inApiNames<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isAppError(error) || !error.fields) throw error;
    const fields = Object.entries(error.fields).map(([field, text]) => [snakeCase(field), text]);
    throw invalidFields(Object.fromEntries(fields), error.stored === undefined ? {} : { stored: error.stored });
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
