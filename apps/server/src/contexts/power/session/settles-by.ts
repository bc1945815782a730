import type { Transaction } from '../../../db/connect.ts';
import { deadlineOfHolder } from '../sql/holders.ts';

/** The look that finds a session's deadline passed comes after it, and after a server was down a while after that. */
const GRACE_MS = 120_000;

export async function settlesBy(tx: Transaction, invocationId: string): Promise<Date | null> {
  const deadlineAt = await deadlineOfHolder(tx, invocationId);
  return deadlineAt === null ? null : new Date(deadlineAt.getTime() + GRACE_MS);
}
