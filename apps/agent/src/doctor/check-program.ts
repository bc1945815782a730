import { accessSync, constants } from 'node:fs';
import type { BuildInfo } from '../build-info.ts';
import type { ServiceState } from '../platform/service-manager.ts';
import type { Asked } from '../status/ask-agent.ts';
import { about, type Finding } from './finding.ts';

/** The oldest that has all that the agent uses; the one-file build brings its own. */
const NODE_MAJOR_MIN = 24;

export function checkProgram({ version, commit, oneFile }: BuildInfo): Finding {
  const { good, problem } = about('program');
  const node = process.versions.node;
  if (Number.parseInt(node, 10) < NODE_MAJOR_MIN)
    return problem(`Node ${node} is too old`, `use Node ${NODE_MAJOR_MIN} or newer, or the one-file agent`);
  return good(`rustine-agent ${version} (${commit ?? 'from sources'}), ${oneFile ? 'with' : 'on'} Node ${node}`);
}

export function checkService(state: ServiceState | null): Finding {
  const { good, warning, problem, skipped } = about('service');
  if (state === null) return skipped('the agent cannot be a service of this system');
  if (!state.installed) return skipped('not installed as a service');
  if (!state.running)
    return problem(state.words, 'read why in "journalctl -u rustine-agent", then "systemctl start rustine-agent"');
  if (!state.enabled)
    return warning(`${state.words}, but it does not start with the machine`, 'systemctl enable rustine-agent');
  return good(`${state.words}, starts with the machine`);
}

/** Whether an agent runs here and holds its link; a machine where none is installed has none that could. */
export function checkAgent(asked: Asked): Finding {
  const { good, warning, problem, skipped } = about('agent');
  switch (asked.kind) {
    case 'nobody':
      return skipped('none runs on this state directory');
    case 'no-answer':
      return problem(
        `it does not answer: ${asked.reason}`,
        'ask as root; if you are, look into "journalctl -u rustine-agent"',
      );
    case 'answered':
      return asked.status.linkOpenSince === null
        ? warning(
            `process ${asked.status.pid} runs, but its link to the server is closed`,
            'see what is found of the server below',
          )
        : good(`process ${asked.status.pid}, its link open since ${asked.status.linkOpenSince}`);
    default:
      return asked satisfies never;
  }
}

export function checkShell(shell: string): Finding {
  const { good, problem } = about('shell');
  try {
    accessSync(shell, constants.X_OK);
    return good(shell);
  } catch {
    return problem(`${shell} cannot be run`, 'install it: documents are run by it');
  }
}
