import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { rowColumns, valueColumns, type ParameterRow, type ValueColumns } from './parameter-row.ts';

/** The newest version of each parameter whose name begins so, by name, from the one after `after`. */
export async function listParameters(
  db: Db,
  { prefix, after, limit }: { readonly prefix: string; readonly after: string; readonly limit: number },
): Promise<ParameterRow[]> {
  const { rows } = await sql<ParameterRow>`
    select ${rowColumns}
    from parameters p
    join parameter_versions v on v.name = p.name and v.version = p.latest_version
    where p.name > ${after}::text and starts_with(p.name, ${prefix}::text)
    order by p.name
    limit ${limit}::integer`.execute(db);
  return rows;
}

/** All that is kept of a parameter, newest first. */
export async function listVersions(db: Db, name: string): Promise<ParameterRow[]> {
  const { rows } = await sql<ParameterRow>`
    select ${rowColumns}
    from parameters p
    join parameter_versions v on v.name = p.name
    where p.name = ${name}::text
    order by v.version desc`.execute(db);
  return rows;
}

/** The newest version unless one is named; null when there is none. */
export async function getVersion(
  db: Db,
  name: string,
  version?: number,
): Promise<(ParameterRow & ValueColumns) | null> {
  const { rows } = await sql<ParameterRow & ValueColumns>`
    select ${rowColumns}, ${valueColumns}
    from parameters p
    join parameter_versions v on v.name = p.name
    where p.name = ${name}::text and v.version = coalesce(${version ?? null}::integer, p.latest_version)`.execute(db);
  return rows[0] ?? null;
}

export type FoundReference = ParameterRow & ValueColumns & { readonly key: string };

/** What each reference stands for: the newest version, that of a number, or that of a label. */
export async function findReferences(
  db: Db,
  references: readonly { readonly key: string; readonly name: string; readonly selector: string | null }[],
): Promise<FoundReference[]> {
  const { rows } = await sql<FoundReference>`
    select asked.key, ${rowColumns}, ${valueColumns}
    from unnest(
      ${references.map(({ key }) => key)}::text[],
      ${references.map(({ name }) => name)}::text[],
      ${references.map(({ selector }) => selector)}::text[]
    ) as asked (key, name, selector)
    join parameters p on p.name = asked.name
    left join parameter_labels chosen on chosen.name = p.name and chosen.label = asked.selector
    join parameter_versions v on v.name = p.name
      and v.version::text = coalesce(chosen.version::text, asked.selector, p.latest_version::text)`.execute(db);
  return rows;
}
