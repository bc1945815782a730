import { statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { scriptFor, type ScriptStep, type StepExit } from '@rustine/domain';
import { describeFileFault } from '../process/describe-file-fault.ts';
import { runProcess, type ProcessEnd } from '../process/run-process.ts';
import type { StepContext, StepPlugin } from './step-plugin.ts';

/**
 * Waits for the agent's word on descriptor 3 before the script starts: if the agent dies before it has journalled the
 * process, the read fails and nothing runs. The script is then run the way `sh -c <path>` runs it (a shebang counts,
 * a file without one is read by the shell), but a path with a space in it works too.
 */
const LAUNCH = 'IFS= read -r word <&3 || exit 125; exec 3<&-; "$0"';

/** Runs a document's shell lines as Amazon's agent does, save that the group gets a SIGTERM and time before its SIGKILL. */
export const awsRunShellScript: StepPlugin = {
  exclusive: true,
  async run(context) {
    const read = scriptFor(context.inputs);
    if ('fault' in read) return { kind: 'not-run', reason: read.fault };
    const { script } = read;
    const path = join(context.stepFolder, '_script.sh');
    try {
      writeFileSync(path, script.text, { mode: 0o700, flush: true });
    } catch (error) {
      return { kind: 'not-run', reason: describeFileFault(error, path) };
    }
    const cwd = chooseFolder(script.workingDirectory, context);
    if (!isFolder(cwd)) return { kind: 'not-run', reason: `the working directory ${cwd} does not exist` };
    const end = await runProcess({
      file: '/bin/sh',
      args: ['-c', LAUNCH, path],
      cwd,
      env: { ...context.baseEnvironment, ...script.environment, ...context.agentEnvironment },
      timeoutMs: script.timeoutSeconds * 1000,
      graceMs: context.graceMs,
      signal: context.signal,
      gated: true,
      onStarted: context.onStarted,
      onOutput: context.onOutput,
    });
    return toStepExit(end, script);
  },
};

/** A relative or empty folder means the download folder, if an earlier step made it; else the step's own. */
function chooseFolder(given: string, { invocationFolder, stepFolder }: StepContext): string {
  if (isAbsolute(given)) return given;
  const downloads = join(invocationFolder, 'downloads', given);
  return isFolder(downloads) ? downloads : stepFolder;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function toStepExit(end: ProcessEnd, script: ScriptStep): StepExit {
  switch (end.how) {
    case 'exited':
      return { kind: 'exited', exitCode: end.exitCode };
    case 'killed':
      return { kind: 'signaled', signal: end.signal };
    case 'timed-out':
      return { kind: 'timed-out', afterSeconds: script.timeoutSeconds };
    case 'aborted':
      return { kind: 'canceled' };
    case 'not-started':
      return { kind: 'not-run', reason: `the shell could not be started: ${end.reason}` };
    default:
      return end satisfies never;
  }
}
