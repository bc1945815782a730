import type { ManagedInstance } from '@rustine/sdk';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { runsQuery } from '../../../../api/work.ts';
import { TableSkeleton } from '../../../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../../../components/empty-state/empty-state.tsx';
import { Loaded } from '../../../../components/loaded/loaded.tsx';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import classes from './runs.module.css';

interface RunsTabProps {
  instance: ManagedInstance;
  /** Invocation asked for in the address; the newest one without. */
  selected: string | undefined;
}

export function RunsTab({ instance, selected }: RunsTabProps) {
  const { t } = useTranslation();
  const runs = useQuery(runsQuery(instance.id));
  return (
    <Loaded query={runs} skeleton={<TableSkeleton rows={8} />}>
      {(items) => {
        const shown = selected ?? items[0]?.id;
        if (shown === undefined) {
          return <EmptyState icon={IconPlayerPlay} title={t('run.emptyTitle')} text={t('run.emptyText')} />;
        }
        return (
          <div className={classes.split}>
            <RunList runs={items} shown={shown} />
            <RunView invocationId={shown} key={shown} />
          </div>
        );
      }}
    </Loaded>
  );
}
