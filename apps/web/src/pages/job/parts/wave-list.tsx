import type { ScheduledJob } from '@rustine/sdk';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { writeLabels } from '../../../components/label-list/read-labels.ts';
import { formatSpan } from '../../../format/format-span.ts';
import classes from '../job.module.css';

type Plan = NonNullable<ScheduledJob['waves']>;
type Wave = Plan['waves'][number];

function membersWords({ members }: Wave, t: TFunction): string {
  switch (members.kind) {
    case 'label':
      return writeLabels(members.labels).join(', ');
    case 'percent':
      return t('jobs.memberWords.percent', { percent: members.percent });
    case 'count':
      return t('jobs.memberWords.count', { count: members.count });
    case 'rest':
      return t('jobs.memberWords.rest');
    default:
      return members satisfies never;
  }
}

interface WaveListProps {
  plan: Plan;
  /** Only what patches has versions to be bound to. */
  patches: boolean;
}

export function WaveList({ plan, patches }: WaveListProps) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <ol className={classes.waves}>
        {plan.waves.map((wave) => (
          <li key={wave.name}>
            {t('jobs.waveWords', { name: wave.name, members: membersWords(wave, t), success: wave.successPercent })}
            {wave.bakeMinutes > 0 && t('jobs.bakeWords', { duration: formatSpan(wave.bakeMinutes, i18n.language) })}
            {wave.healthCheck !== undefined && t('jobs.checkWords', { document: wave.healthCheck.documentName })}
          </li>
        ))}
      </ol>
      {plan.sameVersions && patches && <span className={classes.dim}>{t('jobs.sameVersions')}</span>}
    </>
  );
}
