import { abilitiesOf, type OpenPowerSession } from '@rustine/domain';
import type { SessionRow } from '../sql/sessions.ts';

/** A row as the pure rules take it. One without a provider can do what every provider can; it fails before it is asked. */
export function openSessionOf(row: SessionRow, forceOffAfterSeconds: number | null = null): OpenPowerSession {
  if (row.phase === 'ENDED') throw new Error(`power session ${row.id} has ended`);
  return { ...row, phase: row.phase, abilities: abilitiesOf(row.kind ?? 'exec'), forceOffAfterSeconds };
}
