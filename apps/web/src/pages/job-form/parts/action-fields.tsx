import { Checkbox, Group, NativeSelect, SimpleGrid, Stack, Textarea } from '@mantine/core';
import type { DocumentParameter } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { documentsQuery, documentVersionsQuery } from '../../../api/documents.ts';
import type { FaultAt } from '../../../components/field-faults/fault-at.tsx';
import { ParameterFields } from '../../../components/parameter-form/parameter-fields.tsx';
import { actionKinds, type JobDraft, type UpdateType } from './job-draft.ts';
import type { JobField } from './job-places.ts';

export interface JobFieldsProps {
  draft: JobDraft;
  onChange: (change: Partial<JobDraft>) => void;
  fault: FaultAt<JobField>;
}

const updateTypes = ['SECURITY', 'BUGFIX', 'ENHANCEMENT', 'OTHER'] as const satisfies readonly UpdateType[];

/** `parameters` of the document that is chosen; null while they are not known. */
export function ActionFields(props: JobFieldsProps & { parameters: readonly DocumentParameter[] | null }) {
  const { draft, onChange, fault, parameters } = props;
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <NativeSelect
          label={t('jobs.what')}
          error={fault('action')}
          value={draft.action}
          onChange={({ currentTarget: { value } }) =>
            onChange({ action: actionKinds.find((kind) => kind === value) ?? 'update-all' })
          }
          data={actionKinds.map((kind) => ({ value: kind, label: t(`jobs.action.${kind}`) }))}
        />
        {draft.action === 'document' && <DocumentFields draft={draft} onChange={onChange} fault={fault} />}
      </SimpleGrid>
      {draft.action === 'update-by-type' && (
        <Checkbox.Group
          label={t('jobs.types')}
          error={fault('types')}
          value={[...draft.types]}
          onChange={(chosen) => onChange({ types: updateTypes.filter((type) => chosen.includes(type)) })}
        >
          <Group gap="md" mt={6}>
            {updateTypes.map((type) => (
              <Checkbox key={type} value={type} label={t(`updateType.${type}`)} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      {draft.action.endsWith('-packages') && (
        <Textarea
          required
          autosize
          minRows={2}
          maxRows={10}
          label={t('jobs.packages')}
          error={fault('packages')}
          description={t(draft.action === 'update-packages' ? 'jobs.globsHint' : 'jobs.packagesHint')}
          value={draft.packages}
          onChange={(event) => onChange({ packages: event.currentTarget.value })}
        />
      )}
      {draft.action === 'document' && parameters !== null && (
        <ParameterFields
          parameters={parameters}
          fault={fault}
          values={draft.parameters}
          onChange={(name, value) => onChange({ parameters: { ...draft.parameters, [name]: value } })}
        />
      )}
    </Stack>
  );
}

function DocumentFields({ draft, onChange, fault }: JobFieldsProps) {
  const { t } = useTranslation();
  const { data: documents = [] } = useQuery(documentsQuery);
  const { data: versions = [] } = useQuery({
    ...documentVersionsQuery(draft.documentName),
    enabled: draft.documentName !== '',
  });
  return (
    <>
      <NativeSelect
        required
        label={t('runForm.document')}
        error={fault('documentName')}
        value={draft.documentName}
        onChange={(event) => onChange({ documentName: event.currentTarget.value, documentVersion: '', parameters: {} })}
        data={[{ value: '', label: t('runForm.choose') }, ...documents.map(({ name }) => name).toSorted()]}
      />
      {draft.documentName !== '' && (
        <NativeSelect
          label={t('jobs.version')}
          error={fault('documentVersion')}
          value={draft.documentVersion}
          onChange={(event) => onChange({ documentVersion: event.currentTarget.value })}
          data={[
            { value: '', label: t('jobs.defaultVersion') },
            ...versions.map(({ version }) => ({ value: String(version), label: String(version) })),
          ]}
        />
      )}
    </>
  );
}
