import { ActionIcon, CopyButton as Copy, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export function CopyButton({ value, what }: { value: string; what?: string }) {
  const { t } = useTranslation();
  return (
    <Copy value={value} timeout={1_500}>
      {({ copied, copy }) => {
        const label = t(copied ? 'common.copied' : 'common.copy');
        return (
          <Tooltip label={label}>
            <ActionIcon
              variant="subtle"
              color="gray"
              c="dimmed"
              size="sm"
              onClick={copy}
              aria-label={what === undefined ? label : `${label} (${what})`}
            >
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        );
      }}
    </Copy>
  );
}
