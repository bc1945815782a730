import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingField } from './setting-fields.ts';

interface SettingInputProps {
  field: SettingField;
  value: string;
  /** What the server said of it. */
  fault: ReactNode;
  onChange: (value: string) => void;
}

/** One setting, by what it is: a choice, a number, the name of a secret, or words. */
export function SettingInput({ field, value, fault, onChange }: SettingInputProps) {
  const { t } = useTranslation();
  const { name, input, required = false, choices, example } = field;
  const shared = {
    label: t(`powerForm.setting.${name}`, { defaultValue: name }),
    required,
    error: fault,
    value,
  };
  if (choices !== undefined)
    return (
      <NativeSelect
        {...shared}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={choices.map((choice) => ({
          value: choice,
          label: t(`powerForm.choice.${name}.${choice || 'none'}`, { defaultValue: choice }),
        }))}
      />
    );
  if (input === 'lines')
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={20_000}
        placeholder={example}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...shared}
      {...(input === 'number' && { inputMode: 'numeric', pattern: '[0-9]*' })}
      {...(input === 'secret' && { description: t('powerForm.secretHint') })}
      autoComplete="off"
      spellCheck={false}
      maxLength={1011}
      placeholder={example}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
