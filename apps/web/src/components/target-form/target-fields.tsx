import { Input, MultiSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { instancesQuery } from '../../api/fleet.ts';
import { groupsQuery } from '../../api/places.ts';
import { CompartmentSelect } from '../compartment-select/compartment-select.tsx';
import type { FaultAt } from '../field-faults/fault-at.tsx';
import { LabelsInput } from '../label-list/labels-input.tsx';
import { targetKinds, type TargetDraft, type TargetField } from './target-draft.ts';
import { TargetText } from './target-text.tsx';

interface TargetFieldsProps {
  values: TargetDraft;
  onChange: (change: Partial<TargetDraft>) => void;
  fault: FaultAt<`targets.${TargetField}`>;
}

export function TargetFields({ values, onChange, fault }: TargetFieldsProps) {
  const { t } = useTranslation();
  const isNarrow = useMediaQuery('(max-width: 36em)') ?? false;
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        orientation={isNarrow ? 'vertical' : 'horizontal'}
        aria-label={t('runForm.targets')}
        value={values.targetKind}
        onChange={(value) => onChange({ targetKind: value })}
        data={targetKinds
          .filter((kind) => kind !== 'kept' || values.kept !== null)
          .map((kind) => ({ value: kind, label: t(`runForm.target.${kind}`) }))}
      />
      <Field values={values} onChange={onChange} fault={fault} />
    </Stack>
  );
}

function Field({ values, onChange, fault }: TargetFieldsProps) {
  const { t } = useTranslation();
  const { data: instances = [] } = useQuery(instancesQuery);
  const { data: groups = [] } = useQuery(groupsQuery);
  // What is wrong with the targets as a whole is wrong with those that are chosen.
  const whole = fault('targets.targetKind');
  switch (values.targetKind) {
    case 'instances':
      return (
        <MultiSelect
          label={t('runForm.target.instances')}
          error={fault('targets.instanceIds') ?? whole}
          searchable
          clearable
          limit={50}
          data={instances.map(({ id, displayName }) => ({ value: id, label: displayName }))}
          value={[...values.instanceIds]}
          onChange={(instanceIds) => onChange({ instanceIds })}
        />
      );
    case 'groups':
      return (
        <MultiSelect
          label={t('runForm.target.groups')}
          error={fault('targets.groupIds') ?? whole}
          searchable
          clearable
          data={groups.map(({ id, name }) => ({ value: id, label: name }))}
          value={[...values.groupIds]}
          onChange={(groupIds) => onChange({ groupIds })}
        />
      );
    case 'labels':
      return (
        <LabelsInput
          error={fault('targets.labels') ?? whole}
          value={values.labels}
          onChange={(labels) => onChange({ labels })}
        />
      );
    case 'compartment':
      return (
        <CompartmentSelect
          label={t('runForm.target.compartment')}
          error={fault('targets.compartmentId') ?? whole}
          none="—"
          value={values.compartmentId}
          onChange={(compartmentId) => onChange({ compartmentId })}
        />
      );
    case 'all':
      return (
        <>
          <Text size="sm">{t('runForm.allText', { count: instances.length })}</Text>
          {whole !== null && <Input.Error>{whole}</Input.Error>}
        </>
      );
    case 'kept':
      return values.kept !== null && <TargetText targets={values.kept} />;
    default:
      return values.targetKind satisfies never;
  }
}
