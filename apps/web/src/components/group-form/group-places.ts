import type { Places } from '../field-faults/places.ts';
import { rulePlaces, type RuleField } from './rule-draft.ts';

/** Where each field of a group is sent. */
export const groupPlaces: Places<'name' | 'compartmentId' | `rule.${RuleField}`> = {
  name: 'name',
  compartmentId: 'compartmentId',
  ...rulePlaces,
};
