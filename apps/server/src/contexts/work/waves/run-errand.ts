import type { Errand } from './advance-waves.ts';
import { bindVersions } from './bind-versions.ts';
import type { ErrandDeps } from './errand-deps.ts';
import { startHealthCheck } from './start-health-check.ts';

/** Does what the waves of a work request wait for. Done twice, it changes nothing. */
export async function runErrand(deps: ErrandDeps, errand: Errand): Promise<void> {
  switch (errand.kind) {
    case 'check':
      return await startHealthCheck(deps, errand);
    case 'bind':
      return await bindVersions(deps, errand);
    default:
      return errand.kind satisfies never;
  }
}
