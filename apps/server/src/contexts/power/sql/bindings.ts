import type { PowerSettings, PowerState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface BindingRow {
  readonly instanceId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly settings: PowerSettings;
  readonly ref: string;
  readonly leaveOn: boolean;
  readonly boundAt: Date;
  readonly state: PowerState | null;
  readonly stateAt: Date | null;
  readonly message: string;
}

export const bindingColumns = sql`
  b.instance_id as "instanceId", b.provider_id as "providerId", p.name as "providerName", p.settings, b.ref,
  b.leave_on as "leaveOn", b.bound_at as "boundAt", b.state, b.state_at as "stateAt", b.message`;

export async function getBinding(db: Db, instanceId: string): Promise<BindingRow | null> {
  const { rows } = await sql<BindingRow>`
    select ${bindingColumns} from power_bindings b join power_providers p on p.id = b.provider_id
    where b.instance_id = ${instanceId}::text`.execute(db);
  return rows[0] ?? null;
}

/** Those of the instances that some provider can switch on. */
export async function listBound(db: Db, instanceIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select instance_id as id from power_bindings where instance_id = any(${[...instanceIds]}::text[])`.execute(db);
  return rows.map(({ id }) => id);
}

/** Which instance of the fleet has the machine, if any but this one; what a removed one had is free. */
export async function releaseRef(
  tx: Transaction,
  { providerId, ref, instanceId }: { readonly providerId: string; readonly ref: string; readonly instanceId: string },
): Promise<string | null> {
  await sql`
    delete from power_bindings b using managed_instances i
    where b.provider_id = ${providerId}::text and b.ref = ${ref}::text and i.id = b.instance_id
      and i.retired_at is not null`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select instance_id as id from power_bindings
    where provider_id = ${providerId}::text and ref = ${ref}::text and instance_id <> ${instanceId}::text`.execute(tx);
  return rows[0]?.id ?? null;
}

export interface NewBinding {
  readonly instanceId: string;
  readonly providerId: string;
  readonly ref: string;
  readonly leaveOn: boolean;
  readonly at: Date;
}

/** What was known of another machine is forgotten. */
export async function saveBinding(tx: Transaction, binding: NewBinding): Promise<void> {
  await sql`
    insert into power_bindings (instance_id, provider_id, ref, leave_on, bound_at)
    values (
      ${binding.instanceId}::text, ${binding.providerId}::text, ${binding.ref}::text, ${binding.leaveOn}::boolean,
      ${binding.at}::timestamptz
    )
    on conflict (instance_id) do update set
      provider_id = excluded.provider_id, ref = excluded.ref, leave_on = excluded.leave_on,
      bound_at = excluded.bound_at, state = null, state_at = null, message = '', asked_at = null`.execute(tx);
}

/** What was known of the machines of a provider that leads to others from now on. */
export async function forgetStates(tx: Transaction, providerId: string): Promise<void> {
  await sql`
    update power_bindings set state = null, state_at = null, message = '', asked_at = null
    where provider_id = ${providerId}::text`.execute(tx);
}

export async function deleteBinding(tx: Transaction, instanceId: string): Promise<boolean> {
  const { rows } = await sql`
    delete from power_bindings where instance_id = ${instanceId}::text returning instance_id`.execute(tx);
  return rows.length > 0;
}

/** What the provider said, unless something newer is known or the instance is bound otherwise by now. */
export async function noteState(
  tx: Transaction,
  { instanceId, providerId, ref }: Pick<BindingRow, 'instanceId' | 'providerId' | 'ref'>,
  { state, message, at }: { readonly state: PowerState | null; readonly message: string; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update power_bindings set
      state = coalesce(${state}::text, state),
      state_at = case when ${state}::text is null then state_at else ${at}::timestamptz end,
      message = ${message}::text,
      asked_at = greatest(asked_at, ${at}::timestamptz)
    where instance_id = ${instanceId}::text and provider_id = ${providerId}::text and ref = ${ref}::text
      and (state_at is null or state_at <= ${at}::timestamptz)
    returning instance_id`.execute(tx);
  return rows.length > 0;
}
