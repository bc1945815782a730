import type { FleetOverview } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { Figure, Figures } from '../../../components/figure/figure.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { instanceLooks } from '../../../components/state-badge/looks.ts';
import { ToneBadge } from '../../../components/state-badge/tone-badge.tsx';
import classes from '../fleet.module.css';
import { statuses } from './statuses.ts';

function Statuses({ overview }: { overview: FleetOverview }) {
  const { t } = useTranslation();
  return (
    <span className={classes.statuses}>
      {statuses
        .filter((status) => (overview.byStatus[status] ?? 0) > 0)
        .map((status) => (
          <ToneBadge key={status} {...instanceLooks[status]} hint={t(`statusHint.${status}`)}>
            {overview.byStatus[status]} {t(`status.${status}`)}
          </ToneBadge>
        ))}
    </span>
  );
}

/** The fleet in figures. Before the first scan the figures are unknown, which is not zero. */
export function FleetFigures({ overview }: { overview: FleetOverview | undefined }) {
  const { t, i18n } = useTranslation();
  const known = overview !== undefined && overview.scanned > 0;
  const figure = (value: number | undefined) =>
    overview === undefined ? undefined : known ? (value ?? 0).toLocaleString(i18n.language) : t('common.unknown');
  const toneOf = (value: number | undefined, tone: 'bad' | 'warn') => {
    if (!known) return 'mute';
    return value !== undefined && value > 0 ? tone : undefined;
  };
  const security = overview?.updatesAvailable.SECURITY;
  const affected = overview?.missingSecurityUpdates ?? 0;
  return (
    <Figures>
      <Figure label={t('fleet.instances')} value={overview?.instances.toLocaleString(i18n.language)}>
        {overview !== undefined && <Statuses overview={overview} />}
      </Figure>
      <Figure
        words={overview !== undefined && !known}
        label={t('fleet.securityUpdates')}
        value={figure(security)}
        tone={toneOf(security, 'bad')}
      >
        {known && (affected > 0 ? t('fleet.securityOn', { count: affected }) : t('fleet.securityNone'))}
      </Figure>
      <Figure
        words={overview !== undefined && !known}
        label={t('fleet.distinctCves')}
        value={figure(overview?.distinctCves)}
        tone={toneOf(overview?.distinctCves, 'bad')}
      >
        {t('fleet.distinctCvesHint')}
      </Figure>
      <Figure
        words={overview !== undefined && !known}
        label={t('fleet.reboot')}
        value={figure(overview?.rebootRequired)}
        tone={toneOf(overview?.rebootRequired, 'warn')}
      >
        {known && t('fleet.rebootHint', { count: overview.rebootRequired })}
      </Figure>
      <Figure words label={t('fleet.lastScan')} value={overview && <RelativeTime at={overview.lastScanAt} />}>
        {overview && t('fleet.scannedOf', { scanned: overview.scanned, total: overview.instances })}
      </Figure>
    </Figures>
  );
}
