import { kannel } from './presets/kannel';
import { messente } from './presets/messente';
import { postern } from './presets/postern';
import type { Preset } from './presets/preset';
import { twilio } from './presets/twilio';

/** The presets, in the order in which they are offered. */
export const PRESETS: readonly Preset[] = [kannel, twilio, messente, postern];
