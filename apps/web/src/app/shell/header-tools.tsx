import { Group } from '@mantine/core';
import { Account } from './account.tsx';
import { ColorSchemeSwitch } from './color-scheme-switch.tsx';
import { LanguageSwitch } from './language-switch.tsx';

export function HeaderTools() {
  return (
    <Group gap="xs" wrap="nowrap">
      <LanguageSwitch />
      <ColorSchemeSwitch />
      <Account />
    </Group>
  );
}
