import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembleScript, scriptFor, type ScriptAction, type ScriptStep, type StepExit } from '@rustine/domain';
import { describeFileFault } from '../../process/describe-file-fault.ts';
import { runProcess, type ProcessEnd } from '../../process/run-process.ts';
import type { StepContext } from '../step-plugin.ts';
import { chooseFolder, isFolder } from './choose-folder.ts';
import { launchScript } from './launch-script.ts';

/** Runs the script of a step's inputs as Amazon's agent does, save that its group gets a SIGTERM and time before its SIGKILL. */
export async function runScript(context: StepContext, action: ScriptAction): Promise<StepExit> {
  const read = scriptFor(context.inputs);
  if ('fault' in read) return { kind: 'not-run', reason: read.fault };
  return await runScriptStep(context, action, read.script);
}

/** Writes the script's file and runs it to its end. */
export async function runScriptStep(context: StepContext, action: ScriptAction, script: ScriptStep): Promise<StepExit> {
  const { platform, stepFolder } = context;
  const assembled = assembleScript(script, { action, platform });
  const path = join(stepFolder, assembled.fileName);
  try {
    writeFileSync(path, assembled.content, { mode: 0o700, flush: true });
  } catch (error) {
    return { kind: 'not-run', reason: describeFileFault(error, path) };
  }
  const cwd = chooseFolder(script.workingDirectory, context);
  if (!isFolder(cwd)) return { kind: 'not-run', reason: `the working directory ${cwd} does not exist` };
  const environment = context.baseEnvironment;
  const launch = launchScript(assembled, { action, platform, path, environment });
  if ('fault' in launch) return { kind: 'not-run', reason: launch.fault };
  const end = await runProcess({
    ...launch,
    cwd,
    env: withChanges({ ...environment }, assembled.environment, context.agentEnvironment),
    timeoutMs: script.timeoutSeconds * 1000,
    graceMs: context.graceMs,
    signal: context.signal,
    onStarted: context.onStarted,
    onOutput: context.onOutput,
  });
  return toStepExit(end, script.timeoutSeconds);
}

/** A variable that is null in the changes is taken out. */
function withChanges(
  environment: Record<string, string>,
  changes: Readonly<Record<string, string | null>>,
  last: Readonly<Record<string, string>>,
): Record<string, string> {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete environment[name];
    else environment[name] = value;
  }
  return { ...environment, ...last };
}

export function toStepExit(end: ProcessEnd, afterSeconds: number): StepExit {
  switch (end.how) {
    case 'exited':
      return { kind: 'exited', exitCode: end.exitCode };
    case 'killed':
      return { kind: 'signaled', signal: end.signal };
    case 'timed-out':
      return { kind: 'timed-out', afterSeconds };
    case 'aborted':
      return { kind: 'canceled' };
    case 'not-started':
      return { kind: 'not-run', reason: `the program could not be started: ${end.reason}` };
    default:
      return end satisfies never;
  }
}
