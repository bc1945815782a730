import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../empty-state/empty-state.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState icon={IconMapOff} title={t('error.notFoundTitle')} text={t('error.notFoundText')} heading="h1">
      <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
        {t('error.backToFleet')}
      </Button>
    </EmptyState>
  );
}
