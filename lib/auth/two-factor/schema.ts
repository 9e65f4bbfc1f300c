import * as z from 'zod';

export const confirmTwoFactorSchema = z.object({
  code: z
    .string('Enter the code.')
    .trim()
    .regex(/^\d{3}[\s-]?\d{3}$/, 'Enter the 6 digits that your app shows now.'),
});
