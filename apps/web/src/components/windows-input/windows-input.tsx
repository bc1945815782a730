import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { windowsQuery } from '../../api/windows.ts';

interface WindowsInputProps {
  label: string;
  hint?: string;
  required?: boolean;
  value: readonly string[];
  onChange: (windowIds: string[]) => void;
  error?: ReactNode;
}

/** Maintenance windows to choose, by name. */
export function WindowsInput({ label, hint, required = false, value, onChange, error }: WindowsInputProps) {
  const { t } = useTranslation();
  const { data: windows = [] } = useQuery(windowsQuery());
  return (
    <MultiSelect
      searchable
      clearable
      comboboxProps={{ withinPortal: false }}
      label={label}
      placeholder={value.length === 0 ? hint : undefined}
      withAsterisk={required}
      nothingFoundMessage={t('windows.emptyTitle')}
      data={windows.map(({ id, name }) => ({ value: id, label: name }))}
      error={error}
      value={[...value]}
      onChange={onChange}
    />
  );
}
