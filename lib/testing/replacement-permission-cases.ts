import * as replacements from '../replacements/commands';
import { getReplacementTable, listReplacements } from '../replacements/queries';
import { replacementFilterSchema } from '../replacements/schema';
import type { PermissionCase } from './permission-cases';

/** PERMISSION_CASES of the auto-replace table. */
export const REPLACEMENTS: Record<string, PermissionCase> = {
  listReplacements: {
    needs: 'replacements:read',
    run: (actor) => listReplacements(actor, replacementFilterSchema.parse({})),
  },
  getReplacementTable: { needs: 'replacements:read', run: (actor) => getReplacementTable(actor) },
  addReplacement: {
    needs: 'replacements:manage',
    run: (actor) => replacements.addReplacement(actor, { search: 'š', replacement: 's' }),
  },
  changeReplacement: {
    needs: 'replacements:manage',
    run: (actor, at) => replacements.changeReplacement(actor, { id: at.replacementId, search: 'š', replacement: 's' }),
  },
  deleteReplacement: {
    needs: 'replacements:manage',
    run: (actor, at) => replacements.deleteReplacement(actor, at.replacementId),
  },
  restoreDefaults: { needs: 'replacements:manage', run: (actor) => replacements.restoreDefaults(actor) },
  importReplacements: {
    needs: 'replacements:manage',
    run: (actor) => replacements.importReplacements(actor, { text: 'š,s', mode: 'merge' }),
  },
};
