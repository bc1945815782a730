import type { Invocation } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Duration } from '../../../../components/duration/duration.tsx';
import { RelativeTime } from '../../../../components/relative-time/relative-time.tsx';
import { RunStateBadge } from '../../../../components/state-badge/state-badges.tsx';
import { isFinalInvocation } from '../../../../states/final-states.ts';
import classes from './runs.module.css';

export function RunList({ runs, shown }: { runs: readonly Invocation[]; shown: string }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.list} aria-label={t('run.list')}>
      <ol>
        {runs.map((run) => (
          <li key={run.id}>
            <Link
              to="/instances/$instanceId"
              params={{ instanceId: run.instanceId }}
              search={{ tab: 'runs', run: run.id }}
              resetScroll={false}
              replace
              className={classes.run}
              aria-current={run.id === shown ? 'true' : undefined}
              activeProps={{ 'aria-current': undefined }}
              data-shown={run.id === shown || undefined}
            >
              <span className={classes.runTop}>
                <RunStateBadge state={run.state} />
                <span className={classes.dim}>
                  <Duration
                    from={run.startedAt}
                    to={isFinalInvocation(run.state) ? (run.finishedAt ?? run.startedAt) : null}
                  />
                </span>
              </span>
              <span className={classes.runName}>{run.documentName}</span>
              <span className={classes.dim}>
                <RelativeTime at={run.createdAt} />
              </span>
            </Link>
          </li>
        ))}
      </ol>
      <Link to="/work-requests" className={classes.older}>
        {t('run.older')}
      </Link>
    </nav>
  );
}
