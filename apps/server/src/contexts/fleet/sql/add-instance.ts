import type { Ed25519PublicJwk, InstanceFacts, Labels } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface NewInstance {
  readonly id: string;
  readonly compartmentId: string;
  readonly labels: Labels;
  readonly publicKey: Ed25519PublicJwk;
  readonly thumbprint: string;
  readonly facts: InstanceFacts;
}

/** The hash of its facts stays empty, so the first check-in is asked for them. */
export async function addInstance(tx: Transaction, instance: NewInstance): Promise<void> {
  const { facts } = instance;
  await sql`
    insert into managed_instances (
      id, compartment_id, display_name, hostname, os_family, os_name, os_version, kernel_version, architecture,
      agent_version, facts_hash, key_thumbprint, public_key, labels
    ) values (
      ${instance.id}, ${instance.compartmentId}, ${facts.hostname}, ${facts.hostname}, ${facts.osFamily}, ${facts.osName},
      ${facts.osVersion}, ${facts.kernelVersion}, ${facts.architecture}, ${facts.agentVersion}, '',
      ${instance.thumbprint}, ${JSON.stringify(instance.publicKey)}::jsonb, ${JSON.stringify(instance.labels)}::jsonb
    )
  `.execute(tx);
}
