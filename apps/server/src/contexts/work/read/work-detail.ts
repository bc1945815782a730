import type { Forecast, Targets, WindowRule, WorkRequestDetail } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

interface DetailRow {
  readonly targets: Targets | null;
  readonly deliverySeconds: number;
  readonly windowRule: WindowRule | null;
  readonly closesAt: Date | null;
  readonly forecast: Forecast | null;
  readonly freezeOverride: { readonly reason: string; readonly by: string } | null;
}

export type WorkDetail = Pick<
  WorkRequestDetail,
  'targets' | 'deliverySeconds' | 'window' | 'forecast' | 'freezeOverride'
>;

/** What only the detail of a work request shows. */
export async function selectDetail(db: Db, workRequestId: string): Promise<WorkDetail> {
  const { rows } = await sql<DetailRow>`
    select w.targets, w.delivery_seconds as "deliverySeconds", w.window_rule as "windowRule",
      (select max(window_closes_at) from invocations where work_request_id = w.id) as "closesAt",
      w.forecast, w.freeze_override as "freezeOverride"
    from work_requests w where w.id = ${workRequestId}::text`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`the work request ${workRequestId} is gone`);
  const { windowRule, closesAt, ...detail } = row;
  const window = windowRule === null ? null : { rule: windowRule, closesAt: closesAt?.toISOString() ?? null };
  return { ...detail, window };
}
