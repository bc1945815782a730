import type { AgentInbox, RefusalCode } from '@rustine/contract';
import type { Enrollment } from '../checkin/enrollment-file.ts';
import type { ServerClock } from '../checkin/server-clock.ts';
import type { InvocationRecords } from '../journal/invocation-records.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { Outbox } from '../journal/outbox.ts';
import type { Log } from '../log.ts';
import { decideCommand, type CommandDecision, type Standing } from './decide-command.ts';
import { openCommand } from './open-command.ts';

export interface InboxNeeds {
  readonly enrollment: Enrollment;
  readonly serverClock: ServerClock;
  readonly localNow: () => number;
  readonly journal: Journal;
  readonly records: InvocationRecords;
  readonly outbox: Outbox;
  readonly bootId: string;
  readonly log: Log;
  /** A command is journalled and may start. */
  readonly onAccepted: (invocationId: string) => void;
  readonly onCancel: (invocationId: string) => void;
}

/** Works an inbox off. `askedAt` is when it was asked for by the clock of the outbox, in milliseconds since the epoch. */
export async function receiveInbox(needs: InboxNeeds, inbox: AgentInbox, askedAt: number): Promise<void> {
  for (const item of inbox.commands) {
    const opened = await openCommand(item.jws, needs.enrollment.commandKeys);
    const decision = decideCommand(opened, {
      invocationId: item.invocationId,
      serverId: needs.enrollment.serverId,
      instanceId: needs.enrollment.instanceId,
      now: needs.serverClock.now(),
      standingOf: (commandId) => standingOf(needs.records, commandId, askedAt),
    });
    applyDecision(needs, item.invocationId, decision);
  }
  for (const invocationId of inbox.cancel) cancel(needs, invocationId);
}

/** An inbox that was asked for before the server had our acknowledgement may still hold the command: that is no replay. */
function standingOf(records: InvocationRecords, commandId: string, askedAt: number): Standing {
  const record = records.find(commandId);
  if (!record) return 'unknown';
  const acknowledgedBefore = record.acknowledgedAt !== null && record.acknowledgedAt < askedAt;
  return record.state === 'DONE' && acknowledgedBefore ? 'closed' : 'open';
}

function applyDecision(needs: InboxNeeds, invocationId: string, decision: CommandDecision): void {
  switch (decision.kind) {
    case 'known':
      return needs.log.debug({ invocationId }, 'command delivered again');
    case 'refuse':
      return refuse(needs, invocationId, decision);
    case 'accept': {
      needs.journal.atomically(() => {
        needs.records.accept(decision.claims, needs.localNow());
        needs.outbox.append(invocationId, { type: 'accepted', bootId: needs.bootId });
      });
      needs.log.info({ invocationId, document: decision.claims.document.name }, 'command accepted');
      return needs.onAccepted(invocationId);
    }
    default:
      return decision satisfies never;
  }
}

/** A bad copy of a command that is under way or done is noted, and told only where it cannot disturb that one's events. */
function refuse(needs: InboxNeeds, invocationId: string, refusal: { code: RefusalCode; message: string }): void {
  needs.log.warn({ invocationId, code: refusal.code }, `command refused: ${refusal.message}`);
  needs.journal.atomically(() => {
    const isNew = needs.records.noteRefusal(invocationId, refusal, needs.localNow());
    const record = needs.records.find(invocationId);
    if (!record) needs.records.close(invocationId, 'REFUSED', needs.localNow());
    if (!record || (isNew && refusal.code === 'REPLAYED' && record.state === 'DONE')) {
      needs.outbox.append(invocationId, { type: 'refused', ...refusal });
    }
  });
}

function cancel(needs: InboxNeeds, invocationId: string): void {
  const record = needs.records.find(invocationId);
  if (record) {
    if (record.told || record.cancelRequested) return;
    needs.records.requestCancel(invocationId);
    needs.log.info({ invocationId }, 'cancel asked for');
    return needs.onCancel(invocationId);
  }
  needs.journal.atomically(() => {
    needs.records.close(invocationId, 'DONE', needs.localNow());
    const message = 'Canceled before the command reached the agent; nothing ran.';
    needs.outbox.append(invocationId, { type: 'finished', state: 'CANCELED', message, rebootRequired: null });
  });
}
