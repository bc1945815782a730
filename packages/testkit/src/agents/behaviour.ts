import type { CommandClaims, StepState } from '@rustine/contract';

/** One thing that a simulated agent does about a command that it has accepted. */
export type Act =
  | { readonly act: 'start'; readonly steps: readonly { readonly name: string; readonly action: string }[] }
  | { readonly act: 'step-start'; readonly step: string }
  | { readonly act: 'print'; readonly step: string; readonly stream?: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly act: 'step-end';
      readonly step: string;
      readonly state?: StepState;
      readonly exitCode?: number | null;
      readonly message?: string;
    }
  | { readonly act: 'wait'; readonly ms: number }
  /** Waits until `release` is called on the agent, for as long as it takes. */
  | { readonly act: 'hold' }
  /** Tells of the reboot, is off for `offMs`, comes back with another boot id and goes on with the next act. */
  | { readonly act: 'reboot'; readonly step: string; readonly offMs: number; readonly deadlineSeconds?: number }
  | {
      readonly act: 'finish';
      readonly state?: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
      readonly message?: string;
      readonly rebootRequired?: boolean | null;
    };

/** What an agent does about a command. Called once for each; null means that it never answers. */
export type Behaviour = (command: CommandClaims, instanceId: string) => readonly Act[] | null;

/** Names and actions of the steps that a document has, as an agent announces them. */
export function stepsOf({ document }: CommandClaims): { name: string; action: string }[] {
  const { mainSteps = [] } = JSON.parse(document.content) as { mainSteps?: { name: string; action: string }[] };
  return mainSteps.map(({ name, action }) => ({ name, action }));
}

/** Runs each step of the document without output, and ends well. */
export const succeed: Behaviour = (command) => {
  const steps = stepsOf(command);
  return [
    { act: 'start', steps },
    ...steps.flatMap(({ name }): Act[] => [
      { act: 'step-start', step: name },
      { act: 'step-end', step: name },
    ]),
    { act: 'finish' },
  ];
};

/** The first step fails with this exit code, and the run with it; later steps never begin. */
export function failWith(exitCode: number, message = `exit code ${exitCode}`): Behaviour {
  return (command) => {
    const steps = stepsOf(command);
    const step = steps[0]?.name;
    return [
      { act: 'start', steps },
      ...(step === undefined
        ? []
        : [
            { act: 'step-start', step } as const,
            { act: 'step-end', step, state: 'FAILED', exitCode, message } as const,
          ]),
      { act: 'finish', state: 'FAILED', message },
    ];
  };
}
