import type { AgentInbox } from '@rustine/contract';
import type { DocumentNeeds, KnownDocument } from './needs.ts';
import type { SigningKey } from './signing-key.ts';
import type { OfferedCommand } from './sql/inbox.ts';

export interface SignCommandsDeps {
  readonly signingKey: SigningKey;
  readonly serverId: string;
  readonly needs: { readonly documents: Pick<DocumentNeeds, 'getVersion'> };
}

/**
 * Signs the commands that an instance fetches. A version of a document never changes and Ed25519 signs the same text in
 * the same way, so a command that is fetched again is the very same one, unless a freeze was made or changed meanwhile.
 */
export async function signCommands(
  { signingKey, serverId, needs }: SignCommandsDeps,
  { instanceId, rebootLease }: { readonly instanceId: string; readonly rebootLease: boolean },
  commands: readonly OfferedCommand[],
): Promise<AgentInbox['commands']> {
  const documents = new Map<string, Promise<KnownDocument>>();
  const documentOf = ({ documentName, documentVersion }: OfferedCommand): Promise<KnownDocument> => {
    const key = `${documentName} ${documentVersion}`;
    const found = documents.get(key) ?? requireDocument(needs.documents, documentName, documentVersion);
    documents.set(key, found);
    return found;
  };
  return Promise.all(
    commands.map(async (command) => {
      const { name, version, sha256, content } = await documentOf(command);
      const jws = await signingKey.sign({
        iss: serverId,
        aud: instanceId,
        jti: command.invocationId,
        iat: secondsOf(command.releasedAt),
        exp: secondsOf(command.expiresAt),
        workRequestId: command.workRequestId,
        document: { name, version, sha256, content },
        parameters: command.parameters,
        timeoutSeconds: command.timeoutSeconds,
        ...(command.startUntil !== null && { startUntil: secondsOf(command.startUntil) }),
        ...(command.cancelAt !== null && { cancelAt: secondsOf(command.cancelAt) }),
        ...(rebootLease && { rebootLease }),
      });
      return { invocationId: command.invocationId, jws };
    }),
  );
}

/** Versions are never removed: a work request refers to its own. */
async function requireDocument(
  documents: Pick<DocumentNeeds, 'getVersion'>,
  name: string,
  version: number,
): Promise<KnownDocument> {
  const found = await documents.getVersion(name, version);
  if (found === null) throw new Error(`the document ${name} version ${version} of a work request is gone`);
  return found;
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
