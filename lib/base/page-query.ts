import { z } from 'zod';
import { blankAsAbsent } from './optional';

const MAX_LIMIT = 100;

/** Query parameters that all lists of the API share. */
export const pageQuery = {
  limit: blankAsAbsent(
    z.coerce
      .number('Give a number.')
      .int('Give a whole number.')
      .min(1, 'Give at least 1.')
      .max(MAX_LIMIT, `Give at most ${MAX_LIMIT}.`)
      .default(50),
  ),
  cursor: blankAsAbsent(z.uuid('Give the next_cursor of the page before, unchanged.').optional()),
};
