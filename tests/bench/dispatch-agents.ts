import { createSimulatedAgent, enrolAgent, openWire, succeed, type SimulatedAgent } from '@rustine/testkit/agents';
import { connect } from '../../apps/server/src/db/connect.ts';
import { pino } from 'pino';
import { enrolInBulk } from './enrol-in-bulk.ts';
import { fetchBare } from './dispatch-bare.ts';

/** What the benchmark asks of the process that holds its agents; each is answered by one message. */
export type AgentsTask =
  | {
      readonly do: 'enrol';
      readonly count: number;
      readonly serverUrl: string;
      readonly token: string;
      readonly databaseUrl: string;
    }
  /** Switches all on, spread over these servers; answers when each holds its link and has checked in. */
  | { readonly do: 'on'; readonly serverUrls: readonly string[]; readonly withinMs: number }
  | { readonly do: 'off' }
  /** What the next command of each agent does; answers `ready`, and then `Told` when all have it. */
  | { readonly do: 'expect'; readonly behaviour: 'hold' | 'succeed' }
  /** Lets those that hold go on; answers `Told` when all have told their end. */
  | { readonly do: 'release' }
  /** The same exchanges with a server that does nothing. */
  | { readonly do: 'bare'; readonly url: string };

/** Instants of the last of each, in milliseconds of the wall clock. */
export interface Told {
  readonly delivered: number;
  readonly deliveredHalf: number;
  readonly accepted: number;
  readonly ended: number;
}

const wire = openWire();
const now = () => performance.timeOrigin + performance.now();
let agents: SimulatedAgent[] = [];
let urls: readonly string[] = [];
let withinMs = 0;
let holds = false;
let counts = { linked: 0, checkedIn: 0, delivered: 0, accepted: 0, ended: 0, faults: 0 };
let at = { delivered: 0, deliveredHalf: 0, accepted: 0, ended: 0 };
let whenChanged: () => void = () => undefined;

function note(what: 'linked' | 'checkedIn' | 'delivered' | 'accepted' | 'ended'): void {
  counts[what] += 1;
  if (what === 'delivered' && counts.delivered === Math.ceil(agents.length / 2)) at.deliveredHalf = now();
  if (what === 'delivered' || what === 'accepted' || what === 'ended') at[what] = now();
  if (counts[what] === agents.length) whenChanged();
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise<void>((resolve) => (whenChanged = resolve));
}

function makeAgents(identities: readonly Parameters<typeof createSimulatedAgent>[0]['identity'][]): void {
  agents = identities.map((identity, index) =>
    createSimulatedAgent({
      identity,
      hostname: `bench-${index}`,
      serverUrl: () => urls[index % urls.length] ?? '',
      wire,
      checkSignature: false,
      get firstCheckInMsMax() {
        return withinMs;
      },
      behaviour: (command, instanceId) =>
        holds ? [{ act: 'hold' }, ...(succeed(command, instanceId) ?? [])] : succeed(command, instanceId),
      watcher: {
        linked: () => note('linked'),
        unlinked: () => (counts.linked -= 1),
        checkedIn: () => note('checkedIn'),
        delivered: () => note('delivered'),
        acknowledged: (_invocationId, seq, ended) => {
          if (seq === 1) note('accepted');
          if (ended) note('ended');
        },
        fault: (error) => {
          counts.faults += 1;
          if (counts.faults < 5) console.error(`an agent: ${error.message}`);
        },
      },
    }),
  );
}

async function enrol({ count, serverUrl, token, databaseUrl }: Extract<AgentsTask, { do: 'enrol' }>): Promise<void> {
  const first = await enrolAgent(wire, { serverUrl, token, hostname: 'bench-0' });
  const { db, pool, close } = connect({ connectionString: databaseUrl }, { log: pino({ level: 'error' }) });
  const rest = await enrolInBulk(db, first, count - 1);
  await pool.query('analyze managed_instances');
  await close();
  makeAgents([first, ...rest]);
}

async function perform(task: AgentsTask): Promise<unknown> {
  switch (task.do) {
    case 'enrol':
      await enrol(task);
      return { enrolled: agents.length };
    case 'on':
      urls = task.serverUrls;
      withinMs = task.withinMs;
      counts = { ...counts, linked: 0, checkedIn: 0 };
      for (const agent of agents) agent.powerOn();
      await until(() => counts.linked >= agents.length && counts.checkedIn >= agents.length);
      return { linked: counts.linked };
    case 'off':
      for (const agent of agents) agent.powerOff();
      return { off: agents.length };
    case 'expect':
      holds = task.behaviour === 'hold';
      counts = { ...counts, delivered: 0, accepted: 0, ended: 0 };
      process.send?.({ ready: true });
      await until(() => (holds ? counts.accepted : counts.ended) >= agents.length);
      return at;
    case 'release':
      for (const agent of agents) agent.release();
      await until(() => counts.ended >= agents.length);
      return at;
    case 'bare':
      return fetchBare(
        wire,
        task.url,
        agents.map(({ identity }) => identity),
      );
    default:
      return task satisfies never;
  }
}

process.on('disconnect', () => process.exit(0));
// It stops when its parent does, and in its order, whoever else is told to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('message', (task: AgentsTask) => {
  perform(task).then(
    (answer) => process.send?.(answer as object),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
