import type { WorkRequestDetail } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Duration } from '../../../components/duration/duration.tsx';
import { Facts } from '../../../components/facts/facts.tsx';
import { ForecastText, VerdictBadge } from '../../../components/forecast/forecast-text.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { InvocationCounts } from '../../../components/work-progress/invocation-counts.tsx';
import { WorkProgress } from '../../../components/work-progress/work-progress.tsx';
import { isFinalWorkRequest } from '../../../states/final-states.ts';
import classes from '../work-request.module.css';
import { JobLink } from './job-link.tsx';
import { windowFacts } from './window-facts.tsx';

function WorkLink({ id }: { id: string }) {
  return (
    <Link to="/work-requests/$workRequestId" params={{ workRequestId: id }} className={classes.mono}>
      {id}
    </Link>
  );
}

export function WorkFacts({ work }: { work: WorkRequestDetail }) {
  const { t } = useTranslation();
  const end = isFinalWorkRequest(work.state) ? (work.finishedAt ?? work.startedAt) : null;
  return (
    <div className={classes.facts}>
      <WorkProgress work={work} />
      <InvocationCounts work={work} />
      <Facts
        facts={[
          { label: t('work.by'), value: work.createdBy },
          { label: t('work.created'), value: <RelativeTime at={work.createdAt} /> },
          { label: t('work.started'), value: <RelativeTime at={work.startedAt} none="—" /> },
          { label: t('work.finished'), value: <RelativeTime at={work.finishedAt} none="—" /> },
          { label: t('work.duration'), value: <Duration from={work.startedAt} to={end} /> },
          ...(work.forecast === null
            ? []
            : [
                { label: t('gate.forecast'), value: <ForecastText forecast={work.forecast} /> },
                { label: t('jobs.fits'), value: <VerdictBadge verdict={work.forecast.verdict} />, wide: true },
              ]),
          {
            label: t('work.limits'),
            value: t('work.limitsValue', { maxConcurrency: work.maxConcurrency, maxErrors: work.maxErrors }),
          },
          ...windowFacts(work, t),
          ...(work.power === 'LEAVE' ? [] : [{ label: t('jobs.power'), value: t('jobs.powerWords.WAKE'), wide: true }]),
          ...(work.freezeOverride === null
            ? []
            : [{ label: t('gate.override'), value: t('gate.overrideBy', work.freezeOverride), wide: true }]),
          ...(work.jobId === null ? [] : [{ label: t('gate.job'), value: <JobLink jobId={work.jobId} />, wide: true }]),
          ...(work.comment === '' ? [] : [{ label: t('work.comment'), value: work.comment }]),
          ...(work.retryOf === null
            ? []
            : [{ label: t('work.retryOf'), value: <WorkLink id={work.retryOf} />, wide: true }]),
          { label: t('work.id'), value: <span className={classes.mono}>{work.id}</span>, wide: true },
        ]}
      />
    </div>
  );
}
