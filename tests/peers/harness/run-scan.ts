import type { ReportKind } from '@rustine/contract';
import { getWorkRequest, listReports, runCommand, unwrap, type Report, type WorkRequestDetail } from '@rustine/sdk';
import { sha256, type HandAgent } from '../../e2e/harness/hand-agent.ts';
import type { House } from '../../e2e/harness/open-house.ts';
import { waitUntil } from '../../e2e/harness/wait-until.ts';

export interface Run {
  readonly work: WorkRequestDetail;
  readonly reports: readonly Report[];
}

/** Waits until a work request has ended, and gives it with its reports. */
export async function waitForEnd(house: House, workRequestId: string): Promise<Run> {
  const client = await house.client();
  const work = await waitUntil(
    'the work request has ended',
    async () => {
      const found = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
      return found.finishedAt === null ? undefined : found;
    },
    { seconds: 180, state: () => house.server().log().slice(-4000) },
  );
  const { items } = await unwrap(listReports({ client, query: { workRequestId } }));
  return { work, reports: items };
}

/** Asks the server of `house` for a scan of an instance. */
export async function startScan(house: House, instanceId: string): Promise<string> {
  const client = await house.client();
  const work = await unwrap(
    runCommand({ client, body: { documentName: 'Rustine-ScanInstance', instanceIds: [instanceId] } }),
  );
  return work.id;
}

/** The one step of a played run; it prints a line. */
export const PLAYED_STEP = 'scan';

/** A whole run that the test plays itself through the server of `house`: one report, uploaded, verified and signed for. */
export async function playRun(
  house: House,
  agent: HandAgent,
  kind: ReportKind,
  write: (invocationId: string) => Buffer,
): Promise<string> {
  const workRequestId = await startScan(house, agent.instanceId);
  const invocationId = await agent.accept([{ name: PLAYED_STEP, action: 'aws:runShellScript' }]);
  await agent.tell(invocationId, { type: 'step-started', step: PLAYED_STEP });
  const said = 'scanned\n';
  await agent.tell(invocationId, { type: 'output', step: PLAYED_STEP, stream: 'stdout', offset: 0, text: said });
  const ended = { state: 'SUCCEEDED', exitCode: 0, message: '', stdoutBytes: said.length, stderrBytes: 0 } as const;
  await agent.tell(invocationId, { type: 'step-finished', step: PLAYED_STEP, ...ended });
  const content = write(invocationId);
  const grant = await agent.grant(invocationId, kind, content);
  const put = await agent.put(grant, content);
  if (!put.ok) throw new Error(`PUT: ${put.status} ${await put.text()}`);
  const { verified } = await agent.verify(grant.key);
  if (!verified) throw new Error(`The store does not hold ${grant.key}.`);
  const listed = { kind, key: grant.key, sizeBytes: content.length, sha256: sha256(content) };
  const manifest = await agent.putManifest(invocationId, [listed]);
  if (!manifest.ok) throw new Error(`PUT of the manifest: ${manifest.status} ${await manifest.text()}`);
  await agent.tell(invocationId, { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: null });
  return workRequestId;
}
