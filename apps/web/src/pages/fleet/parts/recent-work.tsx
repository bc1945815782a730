import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { recentWorkQuery } from '../../../api/work.ts';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { RunStateIcon } from '../../../components/state-badge/state-badges.tsx';
import classes from '../fleet.module.css';

export function RecentWork() {
  const { t } = useTranslation();
  const work = useQuery(recentWorkQuery);
  return (
    <Loaded query={work} skeleton={<TableSkeleton rows={5} />}>
      {(items) =>
        items.length === 0 ? (
          <span className={classes.dim}>{t('fleet.recentNone')}</span>
        ) : (
          <ul className={classes.work}>
            {items.map((item) => (
              <li key={item.id}>
                <RunStateIcon state={item.state} />
                <span className={classes.workName}>
                  <Anchor
                    size="sm"
                    renderRoot={(props) => (
                      <Link to="/work-requests/$workRequestId" params={{ workRequestId: item.id }} {...props} />
                    )}
                  >
                    {item.documentName}
                  </Anchor>
                </span>
                <span className={classes.dim}>
                  <RelativeTime at={item.createdAt} />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
