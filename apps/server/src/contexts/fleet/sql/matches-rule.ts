import type { GroupRule } from '@rustine/contract';
import { globToLike } from '@rustine/domain';
import { sql, type RawBuilder } from 'kysely';
import { inCompartment } from './in-compartment.ts';

/** The condition that the instance `i` meets a rule; the pure `matchesRule` says the same of one instance. */
export function matchesRule(rule: GroupRule): RawBuilder<boolean> {
  const { labels, osFamily, osName, osVersion, compartmentId, recursive = false } = rule;
  const conditions = [
    labels && sql<boolean>`i.labels @> ${JSON.stringify(labels)}::jsonb`,
    osFamily && sql<boolean>`i.os_family = ${osFamily}::text`,
    osName && sql<boolean>`i.os_name ilike ${globToLike(osName)}::text`,
    osVersion && sql<boolean>`i.os_version ilike ${globToLike(osVersion)}::text`,
    compartmentId && inCompartment(compartmentId, recursive),
  ].filter((condition) => condition !== undefined && condition !== '');
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
