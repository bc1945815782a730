import { z } from 'zod';
import { CompartmentId, GroupId } from '../ids.ts';

/** A yes or no in a query string, told to clients as what it is there: one of two words. */
export const flag = z
  .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
  .meta({ pattern: '^(true|false)$' });

/** Instances of one compartment (with its subtree if recursive) or of one group; everything the caller may see without either. */
export const scopeQuery = {
  compartmentId: CompartmentId.optional(),
  recursive: flag.optional(),
  groupId: GroupId.optional(),
};
