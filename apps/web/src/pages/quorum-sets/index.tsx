import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { quorumSetsQuery } from '../../api/quorum.ts';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { QuorumForm } from './parts/quorum-form.tsx';
import { QuorumPanel } from './parts/quorum-panel.tsx';
import classes from './quorum-sets.module.css';

export function QuorumSetsPage() {
  const { t } = useTranslation();
  const query = useQuery(quorumSetsQuery());
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('quorum.title')}
        subtitle={t('quorum.subtitle')}
        actions={
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={open}>
            {t('quorum.new')}
          </Button>
        }
      />
      {opened && <QuorumForm set={null} onClose={close} />}
      <Loaded query={query} skeleton={<Skeleton height={160} radius="lg" />}>
        {(sets) =>
          sets.length === 0 ? (
            <EmptyState icon={IconUsersGroup} title={t('quorum.emptyTitle')} text={t('quorum.emptyText')} />
          ) : (
            sets.map((set) => <QuorumPanel key={set.id} set={set} />)
          )
        }
      </Loaded>
    </div>
  );
}
