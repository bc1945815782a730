import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { readProblem } from '../../api/read-problem.ts';
import type { Places } from '../field-faults/places.ts';
import { leftOf } from '../field-faults/sort-faults.ts';
import { ServerWords } from '../server-words/server-words.tsx';
import classes from './error-panel.module.css';
import { headlineOf } from './headline.ts';

interface ErrorPanelProps {
  error: unknown;
  onRetry?: () => void;
  /** The fields beside it, which say what was found wrong in them. */
  places?: Places;
}

const noFields: Places = {};

/** An error in words: what it means, what the server says of it, and what finds it in the server's log. */
export function ErrorPanel({ error, onRetry, places = noFields }: ErrorPanelProps) {
  const { t } = useTranslation();
  const { code, message, requestId, details, fields } = leftOf(readProblem(error), places);
  return (
    <Alert
      role="alert"
      title={headlineOf(code, t)}
      icon={<IconAlertTriangle aria-hidden />}
      classNames={{ root: classes.root, title: classes.ink, icon: classes.ink }}
    >
      <Stack gap="xs" align="flex-start">
        {fields > 0 && <Text size="md">{t('error.atFields', { count: fields })}</Text>}
        {message !== '' && (
          <Text size="md">
            <ServerWords>{message}</ServerWords>
          </Text>
        )}
        {details.length > 0 && (
          <List size="sm">
            {details.map((detail) => (
              <List.Item key={`${detail.place} ${detail.message}`}>
                <Code>{detail.place}</Code> <ServerWords>{detail.message}</ServerWords>
              </List.Item>
            ))}
          </List>
        )}
        {requestId !== null && (
          <Group gap="md" fz="sm">
            <span>
              {t('error.code')} <Code>{code}</Code>
            </span>
            <span>
              {t('error.requestId')} <Code>{requestId}</Code>
            </span>
          </Group>
        )}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
