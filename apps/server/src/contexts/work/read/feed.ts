import { CodedError, finalWorkRequestStates, type WorkFeed, type WorkRequest } from '@rustine/contract';
import type { Db } from '../../../db/connect.ts';
import { decodeCursor, encodeCursor } from '../../../http/cursor.ts';
import { readHorizon, tellsMore } from '../sql/horizon.ts';
import { presentPiece, selectPieces } from '../sql/output-pieces.ts';
import { selectChanged } from './invocations.ts';

const INVOCATIONS_AT_ONCE = 500;
const PIECES_AT_ONCE = 500;
const BYTES_AT_ONCE = 1_048_576;

/**
 * Where a follower stands. A round tells all that was committed by transactions from `since` up to `until`, none of
 * which runs any more when the round begins, so that nothing appears behind the follower's back; what commits later is
 * in the next round. Within a round both lists are told page after page.
 */
interface Round {
  /** Null in the first round, which tells all. */
  readonly since: string | null;
  readonly until: string;
  readonly afterInvocation: string;
  readonly afterPiece: string;
}

/** Above every id: the list has been told for this round. */
const TOLD = { invocation: 'z', piece: '9223372036854775807' };

/** @throws CodedError VALIDATION_FAILED for a cursor that this feed did not give. */
export async function readFeed(db: Db, workRequest: WorkRequest, cursor: string | undefined): Promise<WorkFeed> {
  const round = cursor === undefined ? await beginRound(db, null) : await resumeRound(db, cursor);
  const { since, until } = round;
  const invocations = await selectChanged(db, workRequest.id, {
    since,
    until,
    after: round.afterInvocation,
    limit: INVOCATIONS_AT_ONCE,
  });
  const pieces = await selectPieces(db, workRequest.id, {
    since,
    until,
    after: round.afterPiece,
    limit: PIECES_AT_ONCE,
    bytes: BYTES_AT_ONCE,
  });
  const next: Round = {
    since,
    until,
    afterInvocation: invocations.length < INVOCATIONS_AT_ONCE ? TOLD.invocation : (invocations.at(-1)?.id ?? ''),
    // A page may also be cut by its bytes, so only an empty one is surely the last.
    afterPiece: String(pieces.at(-1)?.id ?? TOLD.piece),
  };
  const more = next.afterInvocation !== TOLD.invocation || next.afterPiece !== TOLD.piece;
  const ended = finalWorkRequestStates.some((state) => state === workRequest.state);
  return {
    workRequest,
    invocations,
    output: pieces.map(presentPiece),
    cursor: encode(next),
    more,
    complete: ended && !more && !(await tellsMore(db, workRequest.id, until)),
  };
}

async function beginRound(db: Db, since: string | null): Promise<Round> {
  return { since, until: await readHorizon(db), afterInvocation: '', afterPiece: '0' };
}

async function resumeRound(db: Db, cursor: string): Promise<Round> {
  const [since = '', until = '', afterInvocation = '', afterPiece = ''] = decodeCursor(cursor, 4);
  if (![since, until, afterPiece].every(isNumber) || until === '' || afterPiece === '') {
    const details = [{ place: 'query.cursor', message: 'not a cursor of this feed; start again without it' }];
    throw new CodedError('VALIDATION_FAILED', 'The cursor is not one that this feed gave.', { details });
  }
  if (afterInvocation === TOLD.invocation && afterPiece === TOLD.piece) return beginRound(db, until);
  return { since: since === '' ? null : since, until, afterInvocation, afterPiece };
}

/** One that PostgreSQL can hold; its own error for another would be no answer to a forged cursor. */
function isNumber(text: string): boolean {
  return /^\d{0,19}$/.test(text) && BigInt(text) <= BigInt(TOLD.piece);
}

function encode({ since, until, afterInvocation, afterPiece }: Round): string {
  return encodeCursor([since ?? '', until, afterInvocation, afterPiece]);
}
