import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CompartmentSelect } from '../compartment-select/compartment-select.tsx';
import { LabelsInput } from '../label-list/labels-input.tsx';
import { osFamilies, type RuleDraft } from './rule-draft.ts';

interface RuleFieldsProps {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}

/** The conditions of a rule; an empty field is no condition. */
export function RuleFields({ draft, onChange }: RuleFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<RuleDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('groups.ruleHint')}
      </Text>
      <LabelsInput value={draft.labels} onChange={(labels) => set({ labels })} />
      <NativeSelect
        label={t('groups.osFamily')}
        value={draft.osFamily}
        onChange={(event) => set({ osFamily: event.currentTarget.value })}
        data={[{ value: '', label: t('groups.anyFamily') }, ...osFamilies]}
      />
      <TextInput
        label={t('groups.osName')}
        description={t('groups.globHint')}
        placeholder="Debian*"
        value={draft.osName}
        onChange={(event) => set({ osName: event.currentTarget.value })}
      />
      <TextInput
        label={t('groups.osVersion')}
        placeholder="12*"
        value={draft.osVersion}
        onChange={(event) => set({ osVersion: event.currentTarget.value })}
      />
      <CompartmentSelect
        label={t('groups.within')}
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
