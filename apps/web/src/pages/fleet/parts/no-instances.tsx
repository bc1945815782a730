import { IconServer2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CommandLine } from '../../../components/copy-button/command-line.tsx';
import { EmptyState } from '../../../components/empty-state/empty-state.tsx';

export function NoInstances() {
  const { t } = useTranslation();
  return (
    <EmptyState icon={IconServer2} title={t('fleet.emptyTitle')} text={t('fleet.emptyText')} heading="h2">
      <CommandLine command="npx rustine agent enroll --help" />
    </EmptyState>
  );
}
