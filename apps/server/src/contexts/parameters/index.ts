import type { FastifyInstance } from 'fastify';
import type { PlannedStep } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { claimKeys } from './claim-keys.ts';
import { createHandlers, type ParameterHandlers } from './handlers.ts';
import { makeKeyText, readKeyRing, type KeyRing } from './key-ring.ts';
import type { ParametersNeeds } from './needs.ts';
import { openValue } from './open-value.ts';
import { readStored } from './read-stored.ts';
import { resolveRun, type PlannedRun } from './resolve-run.ts';
import { registerPostParameters } from './routes/post-parameters.ts';
import { getVersion } from './sql/read-parameters.ts';

export { claimKeys, makeKeyText, readKeyRing };
export type { KeyRing, ParametersNeeds };

export interface ParameterStore {
  readonly handlers: ParameterHandlers;
  /** POST parameters, on a scope that has authenticated the agent. */
  readonly agentRoutes: (app: FastifyInstance) => void;
  /** The newest value, decrypted, for the server's own use: it may be kept and told nowhere. Null when there is none. */
  readonly readSecret: (name: string) => Promise<string | null>;
  /** Its answer may hold secrets: nothing of it may be kept or told. @throws CodedError VALIDATION_FAILED */
  readonly resolveRun: (run: PlannedRun) => Promise<(readonly PlannedStep[])[]>;
}

export interface ParametersDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly keys: KeyRing;
  readonly needs: ParametersNeeds;
}

/** The parameter store: values that documents refer to by name, secret ones encrypted. */
export function createParameters(deps: ParametersDeps): ParameterStore {
  return {
    handlers: createHandlers(deps),
    agentRoutes: (app) => registerPostParameters(app, deps),
    readSecret: async (name) => {
      const row = await getVersion(deps.db, name);
      return row === null ? null : openValue(deps.keys, row);
    },
    resolveRun: (run) =>
      resolveRun(
        {
          // Looked up when it is needed: work is made later than this.
          innerDocument: (workRequestId, name) => deps.needs.work.innerDocument(workRequestId, name),
          read: (references) => readStored(deps, references),
        },
        run,
      ),
  };
}
