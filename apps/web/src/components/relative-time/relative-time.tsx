import { useTranslation } from 'react-i18next';
import { formatRelativeTime } from '../../format/format-relative-time.ts';
import { useNow } from '../../format/use-now.ts';
import { regional } from '../../format/zoned-time.ts';

/** How long ago, with the exact time in the title; `never` (or other words) where there is none. */
export function RelativeTime({ at, none }: { at: string | null; none?: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow('relaxed');
  if (at === null) return <span>{none ?? t('common.never')}</span>;
  const exact = new Date(at).toLocaleString(regional(i18n.language), { dateStyle: 'medium', timeStyle: 'long' });
  return (
    <time dateTime={at} title={exact}>
      {formatRelativeTime(Date.parse(at), now, i18n.language)}
    </time>
  );
}
