import { Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { instanceQuery } from '../../api/fleet.ts';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { InstanceStatusBadge } from '../../components/state-badge/state-badges.tsx';
import { EditInstance } from './parts/edit-instance.tsx';
import { InstanceFacts } from './parts/instance-facts.tsx';
import { InstanceFigures } from './parts/instance-figures.tsx';
import { InstanceTabs } from './parts/instance-tabs.tsx';
import { RemoveInstance } from './parts/remove-instance.tsx';
import { ScanNow } from './parts/scan-now.tsx';
import { useRefreshAfterRun } from './use-refresh-after-run.ts';
import classes from './instance.module.css';

const route = getRouteApi('/instances/$instanceId');

export function InstancePage() {
  const { t } = useTranslation();
  const { instanceId } = route.useParams();
  const query = useQuery(instanceQuery(instanceId));
  useRefreshAfterRun(instanceId);
  const skeleton = (
    <>
      <PageHeader title={undefined} parent={{ to: '/', label: t('shell.fleet') }} />
      <Skeleton height={96} radius="lg" />
    </>
  );
  return (
    <Loaded query={query} skeleton={skeleton} orNotFound>
      {(instance) => (
        <div className={classes.page} key={instance.id}>
          <PageHeader
            title={instance.displayName}
            parent={{ to: '/', label: t('shell.fleet') }}
            badge={<InstanceStatusBadge status={instance.status} />}
            subtitle={`${instance.osName} · ${instance.architecture}`}
            actions={
              <Group gap="xs">
                <ScanNow instance={instance} />
                <EditInstance instance={instance} />
                <RemoveInstance instance={instance} />
              </Group>
            }
          />
          <InstanceFigures instance={instance} />
          <InstanceFacts instance={instance} />
          <InstanceTabs instance={instance} />
        </div>
      )}
    </Loaded>
  );
}
