import type { HandlersOf } from '../../http/operation.ts';
import { previewAsked } from './preview-schedule.ts';

export interface Jobs {
  readonly handlers: HandlersOf<'previewSchedule'>;
}

/** When things happen. */
export function createJobs({ clock }: { readonly clock: () => Date }): Jobs {
  return {
    handlers: {
      previewSchedule: async ({ body }) => previewAsked(body, clock()),
    },
  };
}
