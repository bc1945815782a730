import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { DocumentDetail } from '@rustine/sdk';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRunCommand } from '../../../api/documents.ts';
import { newKey } from '../../../api/new-key.ts';
import { compartmentsQuery } from '../../../api/places.ts';
import { ErrorPanel } from '../../../components/error-panel/error-panel.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { useFocusFault } from '../../../components/field-faults/use-focus-fault.ts';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { Panel } from '../../../components/panel/panel.tsx';
import { ParameterFields } from '../../../components/parameter-form/parameter-fields.tsx';
import { TargetFields } from '../../../components/target-form/target-fields.tsx';
import { emptyRun, placesOfRun, toRequest, type RunValues } from './run-values.ts';

/** Where, with what and how fast a document runs; then the work request that came of it. */
export function RunForm({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const run = useRunCommand();
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const [values, change] = useDraft<RunValues>(() => emptyRun);
  const [idempotencyKey] = useState(newKey);
  const { name: documentName, version: documentVersion, parameters } = document;
  const rootCompartmentId = compartments.find(({ parentId }) => parentId === null)?.id ?? null;
  const subject = { documentName, documentVersion, parameters, rootCompartmentId, idempotencyKey };
  const request = toRequest(subject, values);

  const form = useFocusFault(run.error);
  const places = placesOfRun(parameters);
  const fault = faultAt(run.error, places);

  const start = () => {
    if (request === null) return;
    run.mutate(request, {
      onSuccess: ({ id }) => void navigate({ to: '/work-requests/$workRequestId', params: { workRequestId: id } }),
    });
  };

  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Stack gap="sm">
        <Panel title={t('runForm.targets')}>
          <TargetFields values={values} onChange={change} fault={fault} />
        </Panel>
        <Panel title={t('runForm.parameters')}>
          <Stack gap="sm">
            {parameters.length === 0 && <Text size="sm">{t('runForm.noParameters')}</Text>}
            <ParameterFields
              parameters={parameters}
              fault={fault}
              values={values.parameters}
              onChange={(name, value) => change({ parameters: { ...values.parameters, [name]: value } })}
            />
          </Stack>
        </Panel>
        <Panel title={t('work.limits')}>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput
              label={t('runForm.maxConcurrency')}
              error={fault('maxConcurrency')}
              description={t('runForm.limitHint')}
              value={values.maxConcurrency}
              onChange={(event) => change({ maxConcurrency: event.currentTarget.value })}
            />
            <TextInput
              label={t('runForm.maxErrors')}
              error={fault('maxErrors')}
              description={t('runForm.limitHint')}
              value={values.maxErrors}
              onChange={(event) => change({ maxErrors: event.currentTarget.value })}
            />
            <TextInput
              label={t('work.comment')}
              error={fault('comment')}
              description={t('runForm.commentHint')}
              maxLength={100}
              value={values.comment}
              onChange={(event) => change({ comment: event.currentTarget.value })}
            />
          </SimpleGrid>
        </Panel>
        {run.isError && <ErrorPanel error={run.error} places={places} />}
        <Group justify="space-between">
          <Text size="sm" c="dimmed" maw="40rem">
            {t('runForm.whatHappens', {
              name: documentName,
              version: documentVersion,
              maxConcurrency: values.maxConcurrency,
              maxErrors: values.maxErrors,
            })}
          </Text>
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={17} aria-hidden />}
            disabled={request === null}
            loading={run.isPending}
          >
            {t('runForm.start')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
