import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { operations, reportColumns } from '@rustine/contract';
import {
  cancelWorkRequest,
  createCompartment,
  createFreeze,
  createGroup,
  createJob,
  createQuorumSet,
  createWindow,
  putParameter,
  registerDocument,
  unwrap,
} from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand, type HandAgent } from '../e2e/harness/hand-agent.ts';
import { openHouse, type House } from '../e2e/harness/open-house.ts';
import { findPythonPeer, isMissing } from './harness/find-peers.ts';
import { PLAYED_STEP, playRun, startScan, waitForEnd } from './harness/run-scan.ts';
import { runTool, type ToolRun } from './harness/run-tool.ts';

const program = findPythonPeer('schemathesis');
const skip = isMissing({ schemathesis: program }, 'the API held against its own OpenAPI document');

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Work requests that wait for the instance, for schemathesis to cancel. */
const WAITING = 10;
const SECONDS_MAX = 150;

/** The parts used here of the report that `--report-json-path` writes. */
interface Found {
  readonly complete: boolean;
  readonly operations: { total: number; tested: number; errored: number };
  readonly test_cases: { generated: number; with_failures: number };
  readonly failures: unknown[];
  readonly errors: unknown[];
  readonly valid_rates: Record<string, Record<string, { accepted: number }>>;
}

/** Of everything that can be deleted, a few that nothing else needs. */
const SPARE = 5;

const daily = { kind: 'repeat' as const, every: 'DAY' as const, start: '2026-12-01T22:00', timezone: 'Europe/Paris' };
const lookingJob = (instanceIds: string[]) => ({
  action: { kind: 'document' as const, documentName: 'Rustine-CollectInventory' },
  targets: { instanceIds },
  schedule: daily,
});
/** So far ahead that it holds up nothing that is asked for here. */
const farAhead = { source: { kind: 'dates' as const, from: '2090-12-20T00:00:00Z', to: '2091-01-04T00:00:00Z' } };
const nights = (instanceIds: string[]) => ({ schedule: daily, durationMinutes: 60, targets: { instanceIds } });

/** What no request by itself can succeed at: what it is about comes to be by machines, wires or time. */
const unreachable: ReadonlySet<string> = new Set([
  // A calendar at an address that answers.
  'POST /api/v1/freezes/{freezeId}/read',
  // A machine that a provider can switch.
  'DELETE /api/v1/instances/{instanceId}/power',
  'POST /api/v1/instances/{instanceId}/power/start',
  'POST /api/v1/instances/{instanceId}/power/stop',
  // A machine that reboots with a lease.
  'POST /api/v1/quorum-sets/{quorumSetId}/leases/{instanceId}/release',
  // A restart that waits for its window.
  'POST /api/v1/jobs/{jobId}/executions/{executionId}/cancel',
  // A wave that failed.
  'POST /api/v1/work-requests/{workRequestId}/resume',
]);

async function makePlaces(house: House) {
  const client = await house.client();
  const compartment = async (name: string) => (await unwrap(createCompartment({ client, body: { name } }))).id;
  const group = async (name: string) => (await unwrap(createGroup({ client, body: { name } }))).id;
  const spare = (make: (name: string) => Promise<string>) =>
    Promise.all(Array.from({ length: SPARE }, (_, index) => make(`spare-${index}`)));
  const instance = async () => (await enrollByHand(house)).instanceId;
  const members = [await instance(), await instance()];
  const job = async (name: string) => (await unwrap(createJob({ client, body: { name, ...lookingJob(members) } }))).id;
  const window = async (name: string) =>
    (await unwrap(createWindow({ client, body: { name, ...nights(members) } }))).id;
  const freeze = async (name: string) => (await unwrap(createFreeze({ client, body: { name, ...farAhead } }))).id;
  const quorumSet = async (name: string) => {
    const body = { name, maxDown: 1, instanceIds: members };
    return (await unwrap(createQuorumSet({ client, body }))).id;
  };
  return {
    jobId: await job('known'),
    job: lookingJob(members),
    windowId: await window('known'),
    window: nights(members),
    freezeId: await freeze('known'),
    freeze: farAhead,
    quorumSetId: await quorumSet('known'),
    members,
    groupId: await group('known'),
    compartmentId: await compartment('known'),
    deletable: {
      compartmentId: await spare(compartment),
      groupId: await spare(group),
      instanceId: await spare(instance),
      jobId: await spare(job),
      windowId: await spare(window),
      freezeId: await spare(freeze),
      quorumSetId: await spare(quorumSet),
    },
  };
}

const row = (agent: HandAgent, invocationId: string) =>
  `1,${invocationId},${agent.instanceId},hand,2026-11-21T12:00:00Z`;
const header = reportColumns['available-updates'].map(({ name }) => name).join(',');
const update = 'openssl,amd64,3.0.1,3.0.2,SECURITY,,,CVE-2026-0001,Debian-Security:12,100,false';

const step = { name: 'say', action: 'aws:runShellScript', inputs: { runCommand: ['echo hello'] } };
const ownDocument = { name: 'Say-Hello', content: JSON.stringify({ schemaVersion: '2.2', mainSteps: [step] }) };

describe.skipIf(skip)('schemathesis, over what the server says of itself', () => {
  let house: House;
  let folder: string;
  let known: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rustine-schemathesis-'));
    house = await openHouse();
    await house.startServer();
    // One of each thing, so that the answers have something in them. The instance takes no command after this, so
    // nothing that schemathesis starts is ever run.
    const agent = await enrollByHand(house);
    const write = (id: string) => Buffer.from(`${header}\n${row(agent, id)},${update}\n`);
    const { work } = await waitForEnd(house, await playRun(house, agent, 'available-updates', write));
    const workRequestIds = await Promise.all(Array.from({ length: WAITING }, () => startScan(house, agent.instanceId)));
    await unwrap(registerDocument({ client: await house.client(), body: ownDocument }));
    const { name, version } = await unwrap(
      putParameter({ client: await house.client(), body: { name: 'known', value: 'v' } }),
    );
    const output = { invocationId: work.invocations[0]?.id, step: PLAYED_STEP };
    const places = await makePlaces(house);
    const canceled = await startScan(house, agent.instanceId);
    await unwrap(cancelWorkRequest({ client: await house.client(), path: { workRequestId: canceled } }));
    const parameter = { name, version };
    known = JSON.stringify({
      instanceId: agent.instanceId,
      workRequestIds,
      canceled,
      document: ownDocument,
      output,
      parameter,
      ...places,
    });
    const document = await fetch(`${house.url}/api/v1/openapi.json`, {
      headers: { authorization: `Bearer ${await house.token()}` },
    });
    await writeFile(join(folder, 'openapi.json'), await document.text());
  });

  afterAll(async () => {
    await house?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const sweep = async (
    options: readonly string[],
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<ToolRun & { found: Found }> => {
    const report = join(folder, 'found.json');
    await rm(report, { force: true });
    const bounds = ['--no-color', '--seed', '1', '--workers', '1', '--report-json-path', report];
    const run = await runTool(
      program!,
      [...options, 'run', join(folder, 'openapi.json'), '--url', house.url, ...bounds, ...args],
      {
        cwd: folder,
        env: { HOME: folder, ...env },
        seconds: SECONDS_MAX,
      },
    );
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`schemathesis made no report.\n${run.stdout}\n${run.stderr}`);
    const found = JSON.parse(text) as Found;
    console.log(`schemathesis: ${found.test_cases.generated} requests to ${found.operations.tested} operations`);
    return { ...run, found };
  };

  it('finds no fault of the server, no status and no answer that the document does not have', async () => {
    const env = {
      RUSTINE_TOKEN: await house.token(),
      RUSTINE_KNOWN: known,
      SCHEMATHESIS_HOOKS: here('python/known_ids.py'),
    };
    const { code, stdout, found } = await sweep(['--config-file', here('schemathesis.toml')], [], env);
    expect({ failures: found.failures, errors: found.errors }, stdout).toEqual({ failures: [], errors: [] });
    expect(code, stdout).toBe(0);
    expect(found).toMatchObject({ complete: true, operations: { tested: Object.keys(operations).length, errored: 0 } });
    const accepted = Object.entries(found.valid_rates).map(([operation, phases]) => ({
      operation,
      accepted: Object.values(phases).reduce((sum, phase) => sum + phase.accepted, 0),
    }));
    const refused = accepted.filter((each) => each.accepted === 0 && !unreachable.has(each.operation));
    expect(refused).toEqual([]);
    expect(accepted).toHaveLength(Object.keys(operations).length);
    expect(house.server().log()).not.toMatch(/"level":(50|60)/);
  });

  it('is let in nowhere without a token', async () => {
    const env = { SCHEMATHESIS_HOOKS: here('python/stranger.py') };
    const bounds = [
      '--max-examples',
      '10',
      '--phases',
      'coverage,fuzzing',
      '--continue-on-failure',
      '--generation-deterministic',
    ];
    const { code, stdout, found } = await sweep([], [...bounds, '--checks', 'stranger_is_refused'], env);
    expect({ failures: found.failures, errors: found.errors }, stdout).toEqual({ failures: [], errors: [] });
    expect(code, stdout).toBe(0);
    expect(found).toMatchObject({ complete: true, operations: { tested: Object.keys(operations).length, errored: 0 } });
  });
});
