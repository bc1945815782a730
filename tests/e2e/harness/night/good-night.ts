import type { InvocationDetail, WorkRequestDetail } from '@rustine/sdk';
import type { Run } from '@rustine/testkit/agents';
import { BROKEN } from './plan-night.ts';
import type { MachineAccount, NightAccount } from './read-account.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 29, 22, 0, seconds)).toISOString();
const steps = (stdout: string): InvocationDetail['steps'] => [
  {
    name: 'work',
    action: 'aws:runShellScript',
    state: 'SUCCEEDED',
    exitCode: 0,
    message: '',
    startedAt: at(1),
    finishedAt: at(2),
    stdout: { head: stdout, tail: '', omittedBytes: 0, totalBytes: stdout.length },
    stderr: { head: '', tail: '', omittedBytes: 0, totalBytes: 0 },
  },
];

/** A night in which all went as it should: instance 1 fails on purpose, 2 reboots, 4 and 5 were asleep. */
export function goodNight() {
  const invocations = Array.from({ length: 6 }, (_, who) => ({
    id: `inv-${who}`,
    instanceId: `mi-${who}`,
    instanceName: `m-${who}`,
    state: who === 1 ? 'FAILED' : 'SUCCEEDED',
    reason: who === 1 ? BROKEN : '',
    deadlineAt: null,
    finishedAt: who === 0 ? at(3) : at(9),
    power: who >= 4 ? 'RESTORED' : null,
    steps: steps(who === 2 ? 'begun\nback\n' : 'begun\n'),
  })) as InvocationDetail[];
  const runs = Array.from({ length: 6 }, (_, who) => ({
    invocationId: `inv-${who}`,
    command: { workRequestId: 'wr-1' } as Run['command'],
    deliveries: 1,
    boots: who === 2 ? ['boot-2a', 'boot-2b'] : [`boot-${who}`],
    startedAt: who === 0 ? at(1) : at(5),
    end: who === 1 ? ('FAILED' as const) : ('SUCCEEDED' as const),
    endedAt: at(8),
    told: true,
  })) as Run[];
  const machines = runs.map((run, who): MachineAccount => {
    const isSleeper = who >= 4;
    const events: MachineAccount['events'] = isSleeper
      ? [
          { at: 1, what: 'start', by: 'server', was: 'off' },
          { at: 2, what: 'on', by: 'server', was: 'starting' },
          { at: 3, what: 'stop', by: 'server', was: 'on' },
          { at: 4, what: 'off', by: 'server', was: 'stopping' },
        ]
      : [];
    const session = { phase: 'ENDED', outcome: 'STOPPED', message: '' } as MachineAccount['sessions'][number];
    return {
      hostname: `m-${who}`,
      instanceId: `mi-${who}`,
      state: isSleeper ? 'off' : 'on',
      events,
      runs: [run],
      sessions: isSleeper ? [session] : [],
    };
  });
  const work = {
    id: 'wr-1',
    jobId: 'job-1',
    executionId: 'exe-1',
    state: 'FAILED',
    finishedAt: at(10),
    halted: null,
    waves: [
      { name: 'canary', state: 'SUCCEEDED' },
      { name: 'rest', state: 'SUCCEEDED' },
    ],
  } as WorkRequestDetail;
  const execution = {
    id: 'exe-1',
    kind: 'SCHEDULED',
    state: 'STARTED',
    reason: '',
    dueAt: at(0),
    workRequestId: 'wr-1',
  };
  return {
    plan: {
      failing: 1,
      rebooting: [2],
      quorum: false,
      check: false,
      hand: null,
      short: false,
      windowSeconds: 600,
      cancels: false,
    },
    dueAt: new Date(at(0)),
    closesAt: new Date(at(600)),
    handActed: false,
    executions: [execution as NightAccount['executions'][number]],
    work: [{ work, invocations, log: ['it was in boot boot-2a and is now in boot boot-2b'] }],
    checks: [],
    machines,
    leases: [],
  } satisfies NightAccount;
}

/** A night that is told otherwise: `change` gets a deep copy of which everything may be written. */
export function nightWith(change: (night: Writable<ReturnType<typeof goodNight>>) => void): NightAccount {
  const night = structuredClone(goodNight());
  change(night as Writable<ReturnType<typeof goodNight>>);
  return night;
}

type Writable<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? Writable<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Writable<T[Key]> }
      : T;
