import { instanceStatus } from '@rustine/domain';
import { quietLog } from '@rustine/testkit';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import { sql } from 'kysely';
import { sendProblem } from '../../../http/problem.ts';
import { requireAgent } from '../../../http/require-agent.ts';
import { createTestBed, goodRun } from '../../work/testing/test-bed.ts';
import { createQuorum } from '../index.ts';

/** The quorum context behind real routes, beside a real work context; an agent's token is its instance id. */
export async function openQuorum() {
  const bed = await createTestBed();
  const { db, clock, work } = bed;
  const newReplica = () =>
    createQuorum({
      db,
      clock,
      log: quietLog,
      needs: {
        fleet: {
          async findInstances(ids) {
            const { rows } = await sql<{ id: string }>`
              select id from managed_instances where id = any(${[...ids]}::text[])`.execute(db);
            return rows;
          },
          requireHeldCompartment: async () => undefined,
          statusOf: ({ lastCheckInAt, rebooting }) => instanceStatus({ lastSeenAt: lastCheckInAt, rebooting }, clock()),
        },
        work,
      },
    });
  const quorum = newReplica();
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  requireAgent(app, async (token) => token);
  quorum.agentRoutes(app);
  const asked = { principal: { name: 'ada' }, requestId: 'req-1' };

  /** A sign of life of a machine under a boot id. */
  const checkIn = async (instanceId: string, bootId: string) => {
    await sql`
      update managed_instances set last_check_in_at = ${clock()}::timestamptz, boot_id = ${bootId}::text
      where id = ${instanceId}::text`.execute(db);
  };

  return {
    bed,
    quorum,
    newReplica,
    checkIn,
    async addMembers(count: number): Promise<string[]> {
      const ids = [];
      for (let index = 0; index < count; index += 1) ids.push(await bed.addInstance());
      for (const [index, id] of ids.entries()) {
        await sql`update managed_instances set display_name = ${`db-${index + 1}`}::text where id = ${id}::text`.execute(
          db,
        );
        await checkIn(id, 'boot-1');
      }
      return ids;
    },
    create: (instanceIds: readonly string[], more: object = {}) =>
      quorum.handlers.createQuorumSet({ ...asked, body: { name: 'pg', maxDown: 1, instanceIds, ...more } } as never),
    show: (quorumSetId: string) => quorum.handlers.getQuorumSet({ params: { quorumSetId } } as never),
    release: (quorumSetId: string, instanceId: string) =>
      quorum.handlers.releaseRebootLease({
        ...asked,
        params: { quorumSetId, instanceId },
        body: { reason: 'its board is broken' },
      } as never),
    /** A run on the instance whose step has asked for a reboot. */
    async startRebooting(instanceId: string) {
      const { workRequestId } = await work.startWork({
        documentName: 'Test-Scan',
        instanceIds: [instanceId],
        parameters: {},
        createdBy: 'ada',
      });
      const { invocations } = await bed.workRequest(workRequestId);
      const { id: invocationId } = invocations[0]!;
      const tell = (first: number, ...bare: Parameters<typeof bed.events>[1]) =>
        bed.agent(instanceId).post(bed.events(invocationId, bare, first));
      const rebooting = { type: 'rebooting', step: 'scan', bootId: 'boot-1', deadlineSeconds: 600 } as const;
      await tell(1, ...goodRun.slice(0, 3), rebooting);
      return {
        invocationId,
        workRequestId,
        /** The machine is back under another boot id, and the run goes on to its end. */
        async comeBack() {
          await checkIn(instanceId, 'boot-2');
          await tell(5, { type: 'rebooted', step: 'scan', bootId: 'boot-2' });
        },
        finish: () => tell(6, ...goodRun.slice(3)),
        state: () => bed.invocation(invocationId),
        async ask() {
          const response = await app.inject({
            method: 'POST',
            url: '/reboot-leases',
            headers: { authorization: `Bearer ${instanceId}` },
            payload: { invocationIds: [invocationId] },
          });
          return response.json<{ decision?: string; reason?: string; code?: string }>();
        },
      };
    },
    [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose](),
  };
}
