import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CompartmentSelect } from '../compartment-select/compartment-select.tsx';
import type { FaultAt } from '../field-faults/fault-at.tsx';
import { LabelsInput } from '../label-list/labels-input.tsx';
import { osFamilies, type RuleDraft, type RuleField } from './rule-draft.ts';

interface RuleFieldsProps {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
  fault: FaultAt<`rule.${RuleField}`>;
}

/** The conditions of a rule; an empty field is no condition. */
export function RuleFields({ draft, onChange, fault }: RuleFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<RuleDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('groups.ruleHint')}
      </Text>
      <LabelsInput error={fault('rule.labels')} value={draft.labels} onChange={(labels) => set({ labels })} />
      <NativeSelect
        label={t('groups.osFamily')}
        error={fault('rule.osFamily')}
        value={draft.osFamily}
        onChange={(event) => set({ osFamily: event.currentTarget.value })}
        data={[{ value: '', label: t('groups.anyFamily') }, ...osFamilies]}
      />
      <TextInput
        label={t('groups.osName')}
        error={fault('rule.osName')}
        description={t('groups.globHint')}
        placeholder="Debian*"
        value={draft.osName}
        onChange={(event) => set({ osName: event.currentTarget.value })}
      />
      <TextInput
        label={t('groups.osVersion')}
        error={fault('rule.osVersion')}
        placeholder="12*"
        value={draft.osVersion}
        onChange={(event) => set({ osVersion: event.currentTarget.value })}
      />
      <CompartmentSelect
        label={t('groups.within')}
        error={fault('rule.compartmentId')}
        none={t('groups.anywhere')}
        value={draft.compartmentId}
        onChange={(compartmentId) => set({ compartmentId })}
      />
      {draft.compartmentId !== '' && (
        <Checkbox
          label={t('groups.recursive')}
          checked={draft.recursive}
          onChange={(event) => set({ recursive: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
