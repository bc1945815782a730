import type { InvocationState, WaveState } from '@rustine/contract';
import type { WorkFeed, WorkWave } from '@rustine/sdk';

type Told = WorkFeed['invocations'][number];

const words: Partial<Record<InvocationState, string>> = {
  POWERING_ON: 'is off: it is woken',
  DELIVERED: 'has its command',
  RUNNING: 'is being patched',
  REBOOTING: 'reboots',
  POWERING_OFF: 'is done and is switched off again',
  SUCCEEDED: 'is done',
};

const waveWords: Partial<Record<WaveState, string>> = {
  RUNNING: 'begins',
  BAKING: 'did well and bakes',
  CHECKING: 'is checked',
  SUCCEEDED: 'has proved itself',
};

/** A patch night in plain words: each state of each machine and wave once. */
export function watchNight(tell: (line: string) => void): {
  readonly machines: (invocations: readonly Told[]) => void;
  readonly waves: (waves: readonly WorkWave[]) => void;
} {
  const states = new Map<string, string>();
  const isNew = (key: string, state: string) => {
    if (states.get(key) === state) return false;
    states.set(key, state);
    return true;
  };
  return {
    machines: (invocations) => {
      for (const { id, instanceName, state, reason } of invocations) {
        // A machine that waits for its lease says so in the reason of the same state.
        if (!isNew(id, state === 'REBOOTING' ? `${state} ${reason}` : state) || state === 'PENDING') continue;
        const said = words[state] ?? state;
        tell(`${instanceName} ${said}${reason === '' || state === 'POWERING_ON' ? '' : `: ${reason}`}`);
      }
    },
    waves: (waves) => {
      for (const { name, state, reason, size, pinnedVersions } of waves) {
        if (!isNew(`wave ${name}`, state) || state === 'WAITING') continue;
        const bound = pinnedVersions === null ? '' : `, bound to the ${pinnedVersions} versions of the first`;
        const who = state === 'RUNNING' ? ` with ${size}${bound}` : '';
        tell(`wave ${name} ${waveWords[state] ?? state}${who}${reason === '' ? '' : `: ${reason}`}`);
      }
    },
  };
}
