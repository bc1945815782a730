import type { ScheduledJob } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { windowsQuery } from '../../../api/windows.ts';
import { actionWords } from '../../../components/job-text/action-words.ts';
import { WhenText } from '../../../components/job-text/when-text.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { TargetText } from '../../../components/target-form/target-text.tsx';
import { formatSpan } from '../../../format/format-span.ts';
import classes from '../job.module.css';
import { WaveList } from './wave-list.tsx';

/** What, where, when and how, in plain words. */
export function JobFacts({ job }: { job: ScheduledJob }) {
  const { t, i18n } = useTranslation();
  const { action, missed, maxConcurrency, maxErrors, waves } = job;
  const late =
    missed.kind === 'skip'
      ? t('jobs.missedWords.skip')
      : t('jobs.missedWords.late', { duration: formatSpan(missed.withinMinutes, i18n.language) });
  return (
    <dl className={classes.facts}>
      <Fact label={t('jobs.what')}>
        {actionWords(action, t, i18n.language)}
        {action.kind === 'document' &&
          Object.entries(action.parameters).map(([name, values]) => (
            <span key={name} className={classes.dim}>
              {' '}
              {name}: {values.join(', ')}
            </span>
          ))}
      </Fact>
      <Fact label={t('jobs.where')}>
        <TargetText targets={job.targets} />
      </Fact>
      <Fact label={t('jobs.when')}>
        <WhenText schedule={job.schedule} />
      </Fact>
      <Fact label={t('jobs.window')}>
        <WindowText job={job} />
      </Fact>
      {job.reboot !== null && (
        <Fact label={t('jobs.reboot')}>
          <RebootText reboot={job.reboot} />
        </Fact>
      )}
      <Fact label={t('jobs.limits')}>{t('work.limitsValue', { maxConcurrency, maxErrors })}</Fact>
      <Fact label={t('jobs.power')}>{t(`jobs.powerWords.${job.power}`)}</Fact>
      <Fact label={t('jobs.missed')}>{late}</Fact>
      <Fact label={t('jobs.deliveryLabel')}>{formatSpan(job.deliverySeconds / 60, i18n.language)}</Fact>
      {waves !== null && (
        <Fact wide label={t('jobs.waves')}>
          <WaveList plan={waves} patches={action.kind !== 'document'} />
        </Fact>
      )}
      <Fact label={t('jobs.updated')}>
        <RelativeTime at={job.updatedAt} /> <span className={classes.dim}>{job.createdBy}</span>
      </Fact>
      <Fact label={t('jobs.id')}>
        <span className={classes.mono}>{job.id}</span>
      </Fact>
    </dl>
  );
}

function Fact({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div data-wide={wide || undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Line({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  return (
    <span>
      <span className={classes.dim}>{t('common.labelled', { label })}</span> {text}
    </span>
  );
}

function WindowText({ job: { window } }: { job: ScheduledJob }) {
  const { t } = useTranslation();
  const names = useWindowNames(window?.windowIds);
  if (window === null) return t('jobs.windowAny');
  return (
    <span className={classes.how}>
      <span>{names ?? t('jobs.windowCovering')}</span>
      <Line label={t('jobs.atEnd')} text={t(`jobs.atEndWords.${window.atEnd}`)} />
    </span>
  );
}

function RebootText({ reboot }: { reboot: NonNullable<ScheduledJob['reboot']> }) {
  const { t } = useTranslation();
  const windows = useWindowNames(reboot.windowIds);
  const option = t(`jobs.rebootOption.${reboot.option}`);
  return windows === null ? option : t('jobs.rebootIn', { option, windows });
}

function useWindowNames(ids: readonly string[] | undefined): string | null {
  const { i18n } = useTranslation();
  const { data: windows = [] } = useQuery({ ...windowsQuery(), enabled: ids !== undefined });
  if (ids === undefined) return null;
  return new Intl.ListFormat(i18n.language).format(
    ids.map((id) => windows.find((window) => window.id === id)?.name ?? id),
  );
}
