import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { jobQuery } from '../../api/jobs.ts';
import { windowsQuery } from '../../api/windows.ts';
import { zoneOf } from '../../components/job-text/schedule-zone.ts';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { JobStateBadge } from '../../components/state-badge/job-badges.tsx';
import classes from './job.module.css';
import { ExecutionTable } from './parts/execution-table.tsx';
import { ForecastPanel } from './parts/forecast-panel.tsx';
import { JobActions } from './parts/job-actions.tsx';
import { JobFacts } from './parts/job-facts.tsx';
import { UpcomingPanel } from './parts/upcoming-panel.tsx';

const route = getRouteApi('/jobs/$jobId');

export function JobPage() {
  const { t } = useTranslation();
  const { jobId } = route.useParams();
  const query = useQuery(jobQuery(jobId));
  const { data: windows = [] } = useQuery(windowsQuery());
  const parent = { to: '/jobs', label: t('jobs.title') } as const;
  const skeleton = (
    <>
      <PageHeader title={undefined} parent={parent} />
      <Skeleton height={160} radius="lg" />
    </>
  );
  return (
    <Loaded query={query} skeleton={skeleton} orNotFound>
      {(job) => {
        const zone = zoneOf(job.schedule, windows);
        return (
          <div className={classes.page} key={job.id}>
            <PageHeader
              title={job.name}
              parent={parent}
              badge={<JobStateBadge state={job.state} />}
              {...(job.description !== '' && { subtitle: job.description })}
              actions={<JobActions job={job} />}
            />
            <JobFacts job={job} />
            <div className={classes.panels}>
              <UpcomingPanel job={job} zone={zone} />
              <ForecastPanel job={job} zone={zone} />
            </div>
            <ExecutionTable jobId={job.id} zone={zone} />
          </div>
        );
      }}
    </Loaded>
  );
}
