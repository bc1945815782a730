import type { Log } from '../log.ts';
import type { ParallelLimit } from './limit-parallel.ts';
import type { StopReason } from './stop-reason.ts';

export interface SchedulerNeeds {
  readonly log: Log;
  readonly runLimit: ParallelLimit;
  /** Runs the steps; answers false when the agent stops first. */
  readonly run: (invocationId: string, signal: AbortSignal) => Promise<boolean>;
  /** Publishes the reports and tells the end; answers early when the agent stops. */
  readonly publish: (invocationId: string, signal: AbortSignal) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

export interface Scheduler {
  /** Takes an invocation on; one that is under way already stays as it is. */
  readonly enqueue: (invocationId: string) => void;
  readonly cancel: (invocationId: string, why?: 'canceled' | 'window-closed') => void;
  /** Ends all running steps for a reboot; what was ended is to be enqueued again if none comes. Publishing goes on. */
  readonly halt: () => void;
  /** Ends all running steps and answers when they have ended. */
  stop(): Promise<void>;
}

interface Task {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  publishing: boolean;
}

/** Keeps the invocations that are under way. Publishing holds no place: a store that is down does not stop other work. */
export function scheduleInvocations(needs: SchedulerNeeds): Scheduler {
  const tasks = new Map<string, Task>();
  const stopping = new AbortController();

  const carry = async (invocationId: string, signal: AbortSignal, onPublishing: () => void): Promise<void> => {
    const isRunning = async () => await needs.run(invocationId, signal);
    // A canceled one that still waits for a place needs none: it only has its end to journal.
    const goOn = await needs.runLimit.run(signal, isRunning).catch(async (error: unknown) => {
      if (error !== signal.reason || !signal.aborted) throw error;
      return await isRunning();
    });
    onPublishing();
    if (goOn) await needs.publish(invocationId, stopping.signal);
  };

  return {
    enqueue(invocationId) {
      if (tasks.has(invocationId) || stopping.signal.aborted) return;
      const controller = new AbortController();
      const signal = AbortSignal.any([controller.signal, stopping.signal]);
      const { promise, resolve } = Promise.withResolvers<void>();
      const task: Task = { controller, ended: promise, publishing: false };
      tasks.set(invocationId, task);
      void carry(invocationId, signal, () => (task.publishing = true))
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) needs.onFault(error);
        })
        .finally(() => {
          tasks.delete(invocationId);
          resolve();
        });
    },
    cancel(invocationId, why = 'canceled') {
      const task = tasks.get(invocationId);
      // Once its reports are on their way the document is over, and how it ended is the truth.
      if (task?.publishing === false) task.controller.abort(why satisfies StopReason);
    },
    halt() {
      for (const { publishing, controller } of tasks.values()) {
        if (!publishing) controller.abort('stopping' satisfies StopReason);
      }
    },
    async stop() {
      stopping.abort('stopping' satisfies StopReason);
      await Promise.all([...tasks.values()].map(({ ended }) => ended));
    },
  };
}
