import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { readProblem } from '../../api/read-problem.ts';
import classes from './error-panel.module.css';

/** An error in words, with what the one who runs the server needs to find it in the log. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { code, message, requestId, details } = readProblem(error);
  return (
    <Alert
      role="alert"
      title={t('error.title')}
      icon={<IconAlertTriangle aria-hidden />}
      classNames={{ root: classes.root, title: classes.ink, icon: classes.ink }}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="md">{code === null ? t('error.unreachable') : message}</Text>
        {details.length > 0 && (
          <List size="sm">
            {details.map((detail) => (
              <List.Item key={`${detail.place} ${detail.message}`}>
                <Code>{detail.place}</Code> {detail.message}
              </List.Item>
            ))}
          </List>
        )}
        {code === null && <Text size="sm">{message}</Text>}
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
