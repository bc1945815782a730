import { join } from 'node:path';

/** The agent's task in Windows' Task Scheduler, folder and name. */
export const TASK = String.raw`\Rustine\Agent`;

export interface WindowsFolders {
  readonly programFiles: string;
  readonly programData: string;
  readonly system: string;
}

/** Where an installed agent has its parts. */
export interface TaskPlaces {
  /** Only the system and administrators may enter it: settings, token, state and log are below. */
  readonly home: string;
  readonly binary: string;
  readonly settings: string;
  readonly token: string;
  readonly log: string;
  /** What the task was last registered from. */
  readonly definition: string;
}

export function taskPlacesIn({ programFiles, programData }: WindowsFolders): TaskPlaces {
  const home = join(programData, 'Rustine');
  return {
    home,
    binary: join(programFiles, 'Rustine', 'rustine-agent.exe'),
    settings: join(home, 'agent.env'),
    token: join(home, 'enrollment-token'),
    log: join(home, 'agent.log'),
    definition: join(home, 'agent-task.xml'),
  };
}
