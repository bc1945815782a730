import { TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { readLabels } from './read-labels.ts';

interface LabelsInputProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  error?: ReactNode;
}

/** Labels as tags to type; what cannot be one is said at once. */
export function LabelsInput({ value, onChange, error }: LabelsInputProps) {
  const { t } = useTranslation();
  return (
    <TagsInput
      label={t('labels.input')}
      description={t('labels.hint')}
      placeholder={value.length === 0 ? 'env=prod' : ''}
      error={readLabels(value) === null ? t('labels.wrong') : error}
      value={[...value]}
      onChange={onChange}
      splitChars={[]}
      acceptValueOnBlur
    />
  );
}
