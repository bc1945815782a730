import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { PowerProvider } from '@rustine/sdk';
import { IconPlug, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { powerProvidersQuery } from '../../api/power.ts';
import { useRefreshPower } from '../../api/use-refresh-power.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel/error-panel.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { DeleteProvider } from './parts/delete-provider.tsx';
import { providerColumns, type ProviderQuestion } from './parts/provider-columns.tsx';
import { ProviderForm } from './parts/provider-form.tsx';
import { TestProvider } from './parts/test-provider.tsx';

export function PowerProvidersPage() {
  const { t } = useTranslation();
  const query = useQuery(powerProvidersQuery);
  const refresh = useRefreshPower();
  const [asked, setAsked] = useState<{ kind: ProviderQuestion; provider: PowerProvider } | 'new' | null>(null);
  const columns = useMemo(() => providerColumns(t, (kind, provider) => setAsked({ kind, provider })), [t]);
  const close = () => setAsked(null);
  const sweep = () =>
    refresh.mutate(undefined, {
      onSuccess: (told) =>
        notifications.show({
          message: t('power.refreshed', told),
          closeButtonProps: { 'aria-label': t('common.close') },
        }),
    });
  return (
    <>
      <PageHeader
        title={t('power.title')}
        subtitle={t('power.subtitle')}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconRefresh size={17} aria-hidden />}
              disabled={refresh.isPending}
              // What it says meanwhile is there to be read.
              {...(refresh.isPending && { c: 'dimmed' })}
              onClick={sweep}
            >
              {refresh.isPending ? t('power.refreshing', refresh.progress) : t('power.refresh')}
            </Button>
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setAsked('new')}>
              {t('powerForm.new')}
            </Button>
          </>
        }
      />
      {refresh.isError && <ErrorPanel error={refresh.error} />}
      <Panel flush title={t('power.table')}>
        <Loaded query={query} skeleton={<TableSkeleton rows={3} />}>
          {(providers) => (
            <DataTable
              label={t('power.table')}
              rows={providers}
              columns={columns}
              rowId={({ id }) => id}
              empty={
                <EmptyState icon={IconPlug} title={t('power.emptyTitle')} text={t('power.emptyText')} heading="h3" />
              }
            />
          )}
        </Loaded>
      </Panel>
      {asked === 'new' && <ProviderForm provider={null} onClose={close} />}
      {asked !== null && asked !== 'new' && <Question {...asked} onClose={close} />}
    </>
  );
}

function Question(props: { kind: ProviderQuestion; provider: PowerProvider; onClose: () => void }) {
  const { kind, ...asked } = props;
  switch (kind) {
    case 'test':
      return <TestProvider {...asked} />;
    case 'edit':
      return <ProviderForm {...asked} />;
    case 'delete':
      return <DeleteProvider {...asked} />;
    default:
      return kind satisfies never;
  }
}
