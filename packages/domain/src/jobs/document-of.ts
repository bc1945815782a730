import type { JobAction, JobReboot, UpdateType } from '@rustine/contract';

/** A document with what it is to be run with, in SSM's wire format. */
export interface PlannedDocument {
  readonly documentName: string;
  readonly documentVersion: number | undefined;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

const PATCH = 'Rustine-PatchInstance';
const REBOOT = 'Rustine-RebootInstance';

const typeWords: Readonly<Record<UpdateType, string>> = {
  SECURITY: 'Security',
  BUGFIX: 'Bugfix',
  ENHANCEMENT: 'Enhancement',
  OTHER: 'Other',
};

/** The document that does what a job asks for. Its restart is left out when the job has a window of its own for it. */
export function documentOf(action: JobAction, reboot: JobReboot | null): PlannedDocument {
  const patch = (parameters: Record<string, readonly string[]>): PlannedDocument => ({
    documentName: PATCH,
    documentVersion: undefined,
    parameters: { ...parameters, RebootOption: [rebootWord(reboot)] },
  });
  switch (action.kind) {
    case 'update-all':
      return patch({ Operation: ['Install'], UpdateTypes: ['All'] });
    case 'update-by-type':
      return patch({ Operation: ['Install'], UpdateTypes: action.types.map((type) => typeWords[type]) });
    case 'install-packages':
      return patch({ Operation: ['Install'], Packages: action.packages });
    case 'update-packages':
      return patch({ Operation: ['Install'], UpdateTypes: ['All'], Include: action.packages });
    case 'remove-packages':
      return patch({ Operation: ['Remove'], Packages: action.packages });
    case 'document':
      return {
        documentName: action.documentName,
        documentVersion: action.documentVersion,
        parameters: action.parameters,
      };
    default:
      return action satisfies never;
  }
}

/** What restarts the machines in the window that is for restarts. */
export function rebootDocument({ option }: JobReboot): PlannedDocument {
  const word = option === 'ALWAYS' ? 'Always' : 'IfNeeded';
  return { documentName: REBOOT, documentVersion: undefined, parameters: { RebootOption: [word] } };
}

function rebootWord(reboot: JobReboot | null): 'IfNeeded' | 'Never' | 'Always' {
  if (reboot === null) return 'IfNeeded';
  if (reboot.windowIds !== undefined) return 'Never';
  switch (reboot.option) {
    case 'IF_NEEDED':
      return 'IfNeeded';
    case 'NEVER':
      return 'Never';
    case 'ALWAYS':
      return 'Always';
    default:
      return reboot.option satisfies never;
  }
}
