import '@fontsource-variable/inter/index.css';
// In a layer, so that our own styles win in whatever order the files are loaded.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startTranslations } from './i18n/start-translations.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

await startTranslations();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
