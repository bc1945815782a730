import { Anchor, Skeleton } from '@mantine/core';
import type { FleetOverview } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../components/panel/panel.tsx';
import classes from '../fleet.module.css';
import { OsBars } from './os-bars.tsx';
import { RecentWork } from './recent-work.tsx';

// The charting library is half of the bundle; figures and table do not wait for it.
const ComplianceDonut = lazy(async () => ({ default: (await import('./compliance-donut.tsx')).ComplianceDonut }));
const TypeBars = lazy(async () => ({ default: (await import('./type-bars.tsx')).TypeBars }));

export function FleetPanels({ overview }: { overview: FleetOverview | undefined }) {
  const { t } = useTranslation();
  const skeleton = <Skeleton height={168} />;
  return (
    <div className={classes.panels}>
      <Panel title={t('fleet.compliance')}>
        <Suspense fallback={skeleton}>{overview ? <ComplianceDonut overview={overview} /> : skeleton}</Suspense>
      </Panel>
      <Panel title={t('fleet.byType')}>
        <Suspense fallback={skeleton}>{overview ? <TypeBars overview={overview} /> : skeleton}</Suspense>
      </Panel>
      <Panel title={t('fleet.byOs')}>{overview ? <OsBars overview={overview} /> : skeleton}</Panel>
      <Panel
        title={t('fleet.recent')}
        aside={
          <Anchor size="sm" renderRoot={(props) => <Link to="/work-requests" {...props} />}>
            {t('fleet.recentAll')}
          </Anchor>
        }
      >
        <RecentWork />
      </Panel>
    </div>
  );
}
