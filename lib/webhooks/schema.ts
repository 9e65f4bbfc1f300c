import { z } from 'zod';

/** The text of a webhook URL: `callableUrl` judges what it says. Surrounding blanks come from pasting. */
export const webhookUrlText = z.string('Send the webhook URL as text.').trim();
