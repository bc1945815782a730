import type { FleetNeeds } from '../needs.ts';

/** A house in which nothing runs and nothing was scanned. */
export const noNeighbours: FleetNeeds = {
  compliance: { figuresOf: async () => new Map(), forgetInstance: async () => undefined },
  work: { abandonInstance: async () => undefined, closeLink: () => undefined },
  changes: { noteChanges: async () => undefined },
  windows: { automaticUpdatesOf: async () => 'LEAVE' },
};
