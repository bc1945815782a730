import type { TFunction } from 'i18next';
import type { ShownProblem } from '../../api/read-problem.ts';

/** What an error means, in the reader's language. */
export function headlineOf(code: ShownProblem['code'], t: TFunction): string {
  return code === null ? t('error.unreachable') : t(`errorMeans.${code}`);
}
