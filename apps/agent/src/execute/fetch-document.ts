import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENT_TYPE, DocumentClaims, DocumentResponse } from '@rustine/contract';
import type { DocumentName } from '@rustine/domain';
import { ServerRefusedError, type CallServer } from '../checkin/call-server.ts';
import type { Enrollment } from '../checkin/enrollment-file.ts';
import { retryPassing, type RetryContext } from '../checkin/retry.ts';
import type { ServerClock } from '../checkin/server-clock.ts';
import { writeDurably } from '../journal/write-durably.ts';
import { DocumentRefusedError } from '../plugins/run-document/document-refused-error.ts';
import type { SignedDocument } from '../plugins/step-services.ts';
import { hashText, openCommand } from './open-command.ts';

export interface FetchDocumentNeeds extends Omit<RetryContext, 'signal'> {
  readonly call: CallServer;
  readonly enrollment: Pick<Enrollment, 'serverId' | 'instanceId' | 'commandKeys'>;
  readonly serverClock: ServerClock;
}

export interface DocumentAsk {
  readonly invocationId: string;
  readonly invocationFolder: string;
  readonly asked: DocumentName;
  readonly signal: AbortSignal;
}

/** How far the clocks of server and instance may differ after the correction at check-in. */
const CLOCK_SKEW_SECONDS = 60;

/**
 * Asks the server for a registered document, waiting for the network if need be, and keeps what it signed: asked again,
 * also after a restart, what is on disk is verified and answered. Throws DocumentRefusedError.
 */
export async function fetchDocument(needs: FetchDocumentNeeds, ask: DocumentAsk): Promise<SignedDocument> {
  const { invocationId, invocationFolder, signal } = ask;
  const asked = { name: ask.asked.name, version: ask.asked.version };
  const folder = join(invocationFolder, 'documents');
  const path = join(folder, `${hashText(JSON.stringify([asked.name, asked.version]))}.jws`);
  const kept = readKept(path);
  if (kept !== null) return await verify(kept, needs, { ...ask, mustBeFresh: false });
  const body = { invocationId, ...asked };
  const { jws } = await retryPassing(
    async () => await needs.call('documents', { body, answer: DocumentResponse, signal }),
    { ...needs, signal, doing: `fetching document ${asked.name}` },
  ).catch((error: unknown) => {
    if (error instanceof ServerRefusedError) throw new DocumentRefusedError(error.message, { cause: error });
    throw error;
  });
  const document = await verify(jws, needs, { ...ask, mustBeFresh: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeDurably(path, jws, 0o600);
  return document;
}

function readKept(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Nothing of it is believed before a pinned key's signature holds; then it must be for this invocation and this ask. */
async function verify(
  jws: string,
  { enrollment, serverClock }: FetchDocumentNeeds,
  { invocationId, asked, mustBeFresh }: DocumentAsk & { readonly mustBeFresh: boolean },
): Promise<SignedDocument> {
  const refuse = (why: string) => new DocumentRefusedError(`the document ${asked.name} that the server sent ${why}`);
  const opened = await openCommand(jws, enrollment.commandKeys);
  if (opened.signature !== 'valid') throw refuse('is not signed with a key that was pinned at enrolment');
  if (opened.type !== DOCUMENT_TYPE) throw refuse('is signed as something else');
  const parsed = DocumentClaims.safeParse(opened.payload);
  if (!parsed.success) throw refuse(`does not follow the protocol: ${parsed.error.message}`);
  const { iss, aud, jti, exp, asked: answered, document } = parsed.data;
  if (iss !== enrollment.serverId) throw refuse(`was issued by ${iss}`);
  if (aud !== enrollment.instanceId || jti !== invocationId) throw refuse('is for another invocation');
  if (answered.name !== asked.name || answered.version !== asked.version) throw refuse('answers another question');
  if (hashText(document.content) !== document.sha256) {
    throw refuse('does not have the SHA-256 that was signed');
  }
  if (mustBeFresh && exp + CLOCK_SKEW_SECONDS <= serverClock.now() / 1000) throw refuse('came too late');
  return document;
}
