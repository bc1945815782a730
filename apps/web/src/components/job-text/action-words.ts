import type { JobAction } from '@rustine/sdk';
import type { TFunction } from 'i18next';

/** More packages than this are counted. */
const NAMED = 4;

/** What a job does, in one line. */
export function actionWords(action: JobAction, t: TFunction, language: string): string {
  return t(`jobs.actionWords.${action.kind}`, { list: objectOf(action, t, language) });
}

function objectOf(action: JobAction, t: TFunction, language: string): string {
  const list = new Intl.ListFormat(language);
  switch (action.kind) {
    case 'update-all':
      return '';
    case 'update-by-type':
      return list.format(action.types.map((type) => t(`updateType.${type}`)));
    case 'document':
      return action.documentVersion === undefined
        ? action.documentName
        : t('jobs.actionWords.documentAt', { name: action.documentName, version: action.documentVersion });
    case 'install-packages':
    case 'update-packages':
    case 'remove-packages': {
      const { packages } = action;
      const named = packages.length > NAMED + 1 ? packages.slice(0, NAMED) : packages;
      const rest = packages.length - named.length;
      return list.format(rest === 0 ? named : [...named, t('jobs.actionWords.more', { count: rest })]);
    }
    default:
      return action satisfies never;
  }
}
