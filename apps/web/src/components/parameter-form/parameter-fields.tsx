import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { DocumentParameter } from '@rustine/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FaultAt } from '../field-faults/fault-at.tsx';
import { shownValue, type ParameterTexts } from './parameter-texts.ts';

interface FieldsProps {
  parameters: readonly DocumentParameter[];
  values: ParameterTexts;
  onChange: (name: string, value: string) => void;
  fault: FaultAt<`parameters.${string}`>;
}

/** A field for each parameter, as its type and its allowed values ask for. */
export function ParameterFields({ parameters, values, onChange, fault }: FieldsProps) {
  return parameters.map((parameter) => (
    <ParameterField
      key={parameter.name}
      parameter={parameter}
      value={shownValue(parameter, values)}
      error={fault(`parameters.${parameter.name}`)}
      onChange={(value) => onChange(parameter.name, value)}
    />
  ));
}

interface FieldProps {
  parameter: DocumentParameter;
  value: string;
  error: ReactNode;
  onChange: (value: string) => void;
}

function ParameterField({ parameter, value, error, onChange }: FieldProps) {
  const { t } = useTranslation();
  const { name, type, description, required, allowedValues, allowedPattern } = parameter;
  const common = {
    label: name,
    description: description === '' ? undefined : description,
    withAsterisk: required,
    error,
    value,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  const choices = type === 'Boolean' ? ['true', 'false'] : allowedValues;
  const isList = type === 'StringList' || type === 'MapList';
  if (choices.length > 0 && !isList) {
    const none = choices.includes(value) ? [] : [{ value, label: value === '' ? '—' : value }];
    return <NativeSelect {...common} data={[...none, ...choices]} />;
  }
  if (isList || type === 'StringMap') {
    const hint = isList ? t('runForm.onePerLine') : 'JSON';
    return <Textarea {...common} autosize minRows={2} maxRows={8} placeholder={hint} />;
  }
  const wrong = allowedPattern !== null && value !== '' && !matches(allowedPattern, value);
  return (
    <TextInput
      {...common}
      inputMode={type === 'Integer' ? 'numeric' : undefined}
      error={wrong ? t('runForm.pattern', { pattern: allowedPattern }) : error}
    />
  );
}

/** The server decides, with RE2; a pattern that this browser cannot read warns of nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return true;
  }
}
