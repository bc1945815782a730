import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fleetOverviewQuery } from '../../api/fleet.ts';
import { ErrorPanel } from '../../components/error-panel/error-panel.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { FleetFigures } from './parts/fleet-figures.tsx';
import { FleetPanels } from './parts/fleet-panels.tsx';
import { InstanceTable } from './parts/instance-table.tsx';
import { NoInstances } from './parts/no-instances.tsx';
import classes from './fleet.module.css';

export function FleetPage() {
  const { t } = useTranslation();
  const overview = useQuery(fleetOverviewQuery);
  return (
    <>
      <PageHeader title={t('fleet.title')} subtitle={t('fleet.subtitle')} />
      <div className={classes.page}>
        {overview.isError && <ErrorPanel error={overview.error} onRetry={() => void overview.refetch()} />}
        {overview.data?.instances === 0 ? (
          <NoInstances />
        ) : (
          <>
            {(overview.data !== undefined || overview.isPending) && (
              <>
                <FleetFigures overview={overview.data} />
                <FleetPanels overview={overview.data} />
              </>
            )}
            <InstanceTable />
          </>
        )}
      </div>
    </>
  );
}
