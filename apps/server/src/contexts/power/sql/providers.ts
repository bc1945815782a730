import type { PowerSettings } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface ProviderRow {
  readonly id: string;
  readonly name: string;
  readonly settings: PowerSettings;
  readonly createdAt: Date;
  /** Instances that are bound to it. */
  readonly instances: number;
}

const columns = sql`
  p.id, p.name, p.settings, p.created_at as "createdAt", (
    select count(*) from power_bindings b join managed_instances i on i.id = b.instance_id and i.retired_at is null
    where b.provider_id = p.id
  ) as instances`;

export async function listProviders(db: Db): Promise<ProviderRow[]> {
  const { rows } = await sql<ProviderRow>`select ${columns} from power_providers p order by p.name, p.id`.execute(db);
  return rows;
}

export async function getProvider(db: Db, id: string): Promise<ProviderRow | null> {
  const { rows } = await sql<ProviderRow>`select ${columns} from power_providers p where p.id = ${id}::text`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** False: another one has the name. */
export async function insertProvider(
  tx: Transaction,
  {
    id,
    name,
    settings,
    at,
  }: { readonly id: string; readonly name: string; readonly settings: PowerSettings; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into power_providers (id, name, kind, settings, created_at)
    values (${id}::text, ${name}::text, ${settings.kind}::text, ${JSON.stringify(settings)}::jsonb, ${at}::timestamptz)
    on conflict (name) do nothing
    returning id`.execute(tx);
  return rows.length > 0;
}

/** Locks a provider, so that its bindings and its settings are changed by one at a time. */
export async function lockProvider(
  tx: Transaction,
  id: string,
): Promise<{ name: string; settings: PowerSettings } | null> {
  const { rows } = await sql<{ name: string; settings: PowerSettings }>`
    select name, settings from power_providers where id = ${id}::text for update`.execute(tx);
  return rows[0] ?? null;
}

export async function isNameTaken(tx: Transaction, name: string, butOf: string): Promise<boolean> {
  const { rows } = await sql`
    select id from power_providers where name = ${name}::text and id <> ${butOf}::text`.execute(tx);
  return rows.length > 0;
}

export async function saveProvider(
  tx: Transaction,
  { id, name, settings }: { readonly id: string; readonly name: string; readonly settings: PowerSettings },
): Promise<void> {
  await sql`
    update power_providers set name = ${name}::text, settings = ${JSON.stringify(settings)}::jsonb
    where id = ${id}::text and kind = ${settings.kind}::text`.execute(tx);
}

/** Removed instances let go of it. */
export async function deleteProvider(tx: Transaction, id: string): Promise<void> {
  await sql`
    delete from power_bindings b using managed_instances i
    where b.provider_id = ${id}::text and i.id = b.instance_id and i.retired_at is not null`.execute(tx);
  await sql`delete from power_providers where id = ${id}::text`.execute(tx);
}

/** Machines that it still has to put back or start. */
export async function countOpenSessions(tx: Transaction, providerId: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from power_sessions where provider_id = ${providerId}::text and phase <> 'ENDED'`.execute(
    tx,
  );
  return rows[0]?.open ?? 0;
}
