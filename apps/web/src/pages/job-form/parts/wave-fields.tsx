import { ActionIcon, NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { documentsQuery } from '../../../api/documents.ts';
import type { FaultAt } from '../../../components/field-faults/fault-at.tsx';
import { LabelsInput } from '../../../components/label-list/labels-input.tsx';
import classes from '../job-form.module.css';
import type { WaveField } from './job-places.ts';
import { memberKinds, type WaveDraft } from './wave-draft.ts';

interface WaveFieldsProps {
  wave: WaveDraft;
  /** From 1. */
  number: number;
  isLast: boolean;
  /** It was just added: its first field takes the focus. */
  isFresh: boolean;
  onChange: (change: Partial<WaveDraft>) => void;
  fault: FaultAt<WaveField>;
  onRemove: () => void;
}

export function WaveFields({ wave, number, isLast, isFresh, onChange, fault, onRemove }: WaveFieldsProps) {
  const { t } = useTranslation();
  const { data: documents = [] } = useQuery(documentsQuery);
  const kinds = memberKinds.filter((kind) => kind !== 'rest' || isLast || wave.kind === 'rest');
  return (
    <li className={classes.wave}>
      <div className={classes.waveHead}>
        <h3 className={classes.waveTitle}>{t('jobs.wave', { number })}</h3>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          aria-label={t('jobs.removeWave', { number })}
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <TextInput
          required
          autoFocus={isFresh}
          label={t('jobs.waveName')}
          error={fault('name')}
          maxLength={60}
          value={wave.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('jobs.waveMembers')}
          error={fault('kind')}
          value={wave.kind}
          onChange={({ currentTarget: { value } }) =>
            onChange({ kind: memberKinds.find((kind) => kind === value) ?? 'rest' })
          }
          data={kinds.map((kind) => ({ value: kind, label: t(`jobs.members.${kind}`) }))}
        />
        <Members wave={wave} onChange={onChange} fault={fault} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }} spacing="sm" mt="sm">
        <NumberInput
          label={t('jobs.success')}
          error={fault('successPercent')}
          min={0}
          max={100}
          allowDecimal={false}
          value={wave.successPercent}
          onChange={(value) => onChange({ successPercent: Number(value) })}
        />
        <TextInput
          label={t('jobs.waveErrors')}
          error={fault('maxErrors')}
          placeholder={t('jobs.waveErrorsHint')}
          value={wave.maxErrors}
          onChange={(event) => onChange({ maxErrors: event.currentTarget.value })}
        />
        <NumberInput
          label={t('jobs.bake')}
          error={fault('bakeMinutes')}
          min={0}
          max={10_080}
          allowDecimal={false}
          value={wave.bakeMinutes}
          onChange={(value) => onChange({ bakeMinutes: Number(value) })}
        />
        <NativeSelect
          label={t('jobs.healthCheck')}
          error={fault('checkDocument')}
          value={wave.checkDocument}
          onChange={(event) => onChange({ checkDocument: event.currentTarget.value })}
          data={[{ value: '', label: t('jobs.noHealthCheck') }, ...documents.map(({ name }) => name).toSorted()]}
        />
      </SimpleGrid>
    </li>
  );
}

function Members({ wave, onChange, fault }: Pick<WaveFieldsProps, 'wave' | 'onChange' | 'fault'>) {
  const { t } = useTranslation();
  if (wave.kind === 'label')
    return <LabelsInput error={fault('labels')} value={wave.labels} onChange={(labels) => onChange({ labels })} />;
  if (wave.kind === 'percent')
    return (
      <NumberInput
        label={t('jobs.percent')}
        error={fault('percent')}
        min={1}
        max={100}
        allowDecimal={false}
        value={wave.percent}
        onChange={(value) => onChange({ percent: Number(value) })}
      />
    );
  if (wave.kind === 'count')
    return (
      <NumberInput
        label={t('jobs.count')}
        error={fault('count')}
        min={1}
        max={100_000}
        allowDecimal={false}
        value={wave.count}
        onChange={(value) => onChange({ count: Number(value) })}
      />
    );
  return null;
}
