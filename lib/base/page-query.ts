import * as z from 'zod';
import { blankAsAbsent } from './optional';

const MAX_LIMIT = 100;

/** Query parameters that all lists of the API share. */
export const pageQuery = {
  limit: blankAsAbsent(
    z.coerce
      .number('Use a number.')
      .int('Use a whole number.')
      .min(1, 'Use 1 or more.')
      .max(MAX_LIMIT, `Use at most ${MAX_LIMIT}.`)
      .default(50),
  ),
  cursor: blankAsAbsent(z.uuid('Use the next_cursor of the page before, unchanged.').optional()),
};
