import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionQuery, useSignOut } from '../../api/session.ts';

/** Who is signed in, and the way out. */
export function Account() {
  const { t } = useTranslation();
  const { data: session } = useQuery(sessionQuery);
  const signOut = useSignOut();
  if (session === undefined) return null;
  return (
    <Group gap={6} wrap="nowrap">
      <Group gap={6} wrap="nowrap" visibleFrom="xs" title={t('shell.signedInAs', { name: session.name })}>
        <IconUserCircle size={18} stroke={1.7} aria-hidden />
        <Text size="sm" fw={600} maw={160} truncate>
          {session.name}
        </Text>
      </Group>
      <Tooltip label={t('shell.signOut')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          size="lg"
          loading={signOut.isPending}
          aria-label={t('shell.signOut')}
          onClick={() => signOut.mutate()}
        >
          <IconLogout size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
