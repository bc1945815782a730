import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createQueryClient } from '../api/create-query-client.ts';
import { styleNonce } from './csp-nonce.ts';
import { SessionGate } from './session-gate.tsx';
import { resolveTokens, theme } from './theme.ts';

const queryClient = createQueryClient();
const colorSchemes = localStorageColorSchemeManager({ key: 'rustine-color-scheme' });

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveTokens}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="top-right" limit={3} />
        <SessionGate />
      </QueryClientProvider>
    </MantineProvider>
  );
}
