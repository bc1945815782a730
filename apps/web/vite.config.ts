import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Workspace packages come from their sources, as everywhere else in the house. */
const conditions = ['@rustine/source', 'module', 'browser', 'development|production'];

export default defineConfig({
  plugins: [react()],
  resolve: { conditions },
  build: {
    target: 'baseline-widely-available',
    // A small file as a data: URL would need another source in the page's policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
