import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface NameInputProps {
  label?: string;
  maxLength?: number;
  error?: ReactNode;
  value: string;
  onChange: (value: string) => void;
}

/** What a thing is called: where a form begins. */
export function NameInput({ label, maxLength = 100, error, value, onChange }: NameInputProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      data-autofocus
      required
      maxLength={maxLength}
      label={label ?? t('places.name')}
      error={error}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
