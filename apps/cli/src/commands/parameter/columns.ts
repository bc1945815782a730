import type { ParameterSummary } from '@rustine/sdk';
import type { Column } from '../../output/column.ts';
import { instant } from '../../output/words.ts';

/** A version of a parameter; values are never in a list. */
export const parameterColumns: readonly Column<ParameterSummary>[] = [
  { name: 'name', title: 'NAME', value: (each) => each.name },
  { name: 'type', title: 'TYPE', value: (each) => each.type },
  { name: 'version', title: 'VERSION', value: (each) => each.version, right: true },
  { name: 'labels', title: 'LABELS', value: (each) => each.labels.join(' ') },
  { name: 'put_by', title: 'BY', value: (each) => each.putBy },
  { name: 'put_at', title: 'PUT', value: (each) => each.putAt, shown: (each) => instant(each.putAt) },
  { name: 'description', title: 'DESCRIPTION', value: (each) => each.description },
];
