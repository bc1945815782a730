import type { UpdateNeeds } from '../needs.ts';
import type { StartWorkDeps } from '../start-work.ts';

/** What errands work with. */
export interface ErrandDeps extends StartWorkDeps {
  readonly needs: StartWorkDeps['needs'] & { readonly reports: UpdateNeeds };
}
