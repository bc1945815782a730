import type { PackageChange } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import { runningThen } from './running-then.ts';

export interface ToldChange extends PackageChange {
  readonly windowOpen: boolean | null;
}

export interface NewChange {
  readonly at: Date;
  readonly name: string;
  readonly window_open: boolean | null;
  readonly invocation_id: string | null;
}

/** Keeps the changes of an instance and answers those that were not known yet. */
export async function insertChanges(
  tx: Transaction,
  instanceId: string,
  changes: readonly ToldChange[],
): Promise<NewChange[]> {
  const column = <Value>(read: (change: ToldChange) => Value) => changes.map(read);
  const { rows } = await sql<NewChange>`
    insert into package_changes (
      instance_id, at, name, architecture, action, old_version, new_version, window_open, invocation_id
    )
    select ${instanceId}::text, t.at, t.name, t.architecture, t.action, t.old_version, t.new_version, t.window_open,
      ${runningThen(sql`${instanceId}::text`, sql`t.at`)}
    from unnest(
      ${column(({ at }) => at)}::timestamptz[], ${column(({ name }) => name)}::text[],
      ${column(({ architecture }) => architecture)}::text[], ${column(({ action }) => action)}::text[],
      ${column(({ oldVersion }) => oldVersion)}::text[], ${column(({ newVersion }) => newVersion)}::text[],
      ${column(({ windowOpen }) => windowOpen)}::boolean[]
    ) with ordinality as t (at, name, architecture, action, old_version, new_version, window_open, position)
    order by t.position
    on conflict do nothing
    returning at, name, window_open, invocation_id
  `.execute(tx);
  return rows;
}
