import { sql } from 'kysely';
import pino from 'pino';
import { connect, type DatabaseAddress } from '../../../db/connect.ts';
import { startQueue } from '../../../queue/start-queue.ts';
import { createPower } from '../index.ts';

/** A server's power in a process of its own, so that a test can kill it; its minutes are seconds. */
const [folder = '', addressText = '', began = ''] = process.argv.slice(2);

const HURRY = 60;
const log = pino({ level: 'silent' });
const address = JSON.parse(addressText) as DatabaseAddress;
const { db } = connect(address, { log });
const clock = () => new Date(Number(began) + (Date.now() - Number(began)) * HURRY);
const noteIn =
  (about: string) =>
  async (tx: typeof db, { invocationId, outcome }: { invocationId: string; outcome: object }): Promise<void> => {
    await sql`
      insert into told values (${about}::text, ${invocationId}::text, ${JSON.stringify(outcome)}::jsonb)`.execute(tx);
  };
const nothing = async (): Promise<void> => undefined;
const power = createPower({
  db,
  clock,
  log,
  commandsDir: folder,
  pollMs: 30,
  needs: {
    work: { wakeSettled: noteIn('wake'), restoreSettled: noteIn('restore') },
    fleet: { findInstances: async () => [], noteStopped: nothing, noteNotStopped: nothing },
    parameters: { readSecret: async () => null },
  },
});
await startQueue({ address, tasks: power.tasks, replicaId: 'child', log, pollIntervalMs: 100 });
await power.start();
process.stdout.write('ready\n');
