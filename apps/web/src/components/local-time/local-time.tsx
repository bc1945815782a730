import { useTranslation } from 'react-i18next';
import { formatRelativeTime } from '../../format/format-relative-time.ts';
import { useNow } from '../../format/use-now.ts';
import { formatZoned, knownZone, ownZone } from '../../format/zoned-time.ts';
import classes from './local-time.module.css';

interface LocalTimeProps {
  at: string;
  /** Of the reader unless given. */
  zone?: string;
  /** How far away it is, below. */
  relative?: boolean;
}

/** A time on the wall clock of a zone, which is named where it is not the reader's own. */
export function LocalTime({ at, zone = ownZone(), relative = false }: LocalTimeProps) {
  const { i18n } = useTranslation();
  const now = useNow('relaxed');
  const shown = knownZone(zone);
  return (
    <span className={classes.root}>
      <time dateTime={at} title={at}>
        {formatZoned(at, shown, { language: i18n.language, now })}
      </time>
      {shown !== ownZone() && <span className={classes.zone}> {shown}</span>}
      {relative && <span className={classes.far}>{formatRelativeTime(Date.parse(at), now, i18n.language)}</span>}
    </span>
  );
}
