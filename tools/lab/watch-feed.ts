import type { WorkFeed } from '@rustine/sdk';

/** Lines of a run that a person who watches wants to see; the rest is in the invocation's output. */
const telling =
  /^(Restarting |Asking for a reboot|The machine was rebooted|The package manager was interrupted|\d+ changes made|rustine: error)/;

/** Turns feeds of any number of work requests into lines for people: each state once, and what the scripts have to tell. */
export function watchFeed(tell: (line: string) => void): (feed: WorkFeed) => void {
  const states = new Map<string, string>();
  const partial = new Map<string, string>();
  return ({ invocations, output }) => {
    for (const { invocationId, instanceName, step, stream, text } of output) {
      const key = `${invocationId} ${step} ${stream}`;
      const lines = `${partial.get(key) ?? ''}${text}`.split('\n');
      partial.set(key, lines.pop() ?? '');
      for (const line of lines) if (telling.test(line)) tell(`${instanceName}  ${line}`);
    }
    for (const { id, instanceName, state, reason } of invocations) {
      if (states.get(id) === state) continue;
      states.set(id, state);
      // Each begins so, and is past it in a moment.
      if (state === 'PENDING') continue;
      tell(`${instanceName}  ${state}${reason === '' ? '' : `: ${reason}`}`);
    }
  };
}
