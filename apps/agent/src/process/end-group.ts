import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnvironment, membersOfGroup, readStat, type ProcessIdentity } from './process-identity.ts';

const POLL_MS = 20;

/**
 * Ends a process and all of its group: SIGTERM, `graceMs` to tidy up, then SIGKILL. The leader's end is not enough,
 * since a script's children would otherwise go on after we said that it was over.
 */
export async function endGroup(groupId: number, graceMs: number): Promise<void> {
  if (process.platform === 'win32') return await endTree(groupId);
  if (!signalGroup(groupId, 'SIGTERM')) return;
  if (await groupIsGone(groupId, graceMs)) return;
  signalGroup(groupId, 'SIGKILL');
  // A process in uninterruptible sleep dies only when the kernel lets it; waiting longer would hang the agent with it.
  await groupIsGone(groupId, 5000);
}

/**
 * Ends what an earlier attempt left behind, and nothing else: the group is ours only when its leader still has the start
 * time that was journalled, or its members carry the mark that we put in their environment.
 */
export async function endLeftoverGroup(
  left: ProcessIdentity,
  mark: { name: string; value: string },
  graceMs: number,
): Promise<boolean> {
  const leader = readStat(left.pid);
  const leaderIsOurs = leader !== null && left.startTicks !== null && leader.startTicks === left.startTicks;
  const members = membersOfGroup(left.pid);
  const ours =
    members.length > 0 && (leaderIsOurs || members.some((pid) => hasEnvironment(pid, mark.name, mark.value)));
  if (ours) await endGroup(left.pid, graceMs);
  return ours;
}

/** False when the group has no member left. */
function signalGroup(groupId: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch (error) {
    // EPERM: there are members, but of another user (a setuid program); they get what time they take.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return true;
    return false;
  }
}

async function groupIsGone(groupId: number, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (membersOfGroup(groupId).length > 0) {
    if (performance.now() >= until) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Windows has no process groups; taskkill walks the tree of children. */
async function endTree(pid: number): Promise<void> {
  const child = spawn('taskkill', ['/PID', String(pid), '/T', '/F'], {
    stdio: 'ignore',
    windowsHide: true,
    timeout: 10_000,
  });
  await once(child, 'close').catch(() => undefined);
}
