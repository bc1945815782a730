import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import config from './sdk.config.ts';

/** Writes the SDK from the OpenAPI document. The generator's comments advertise its other packages; those lines go. */
const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);
await createClient(await config);
for (const file of globSync('packages/sdk/src/generated/**/*.ts', { cwd: root })) {
  const text = readFileSync(file, 'utf8');
  const kept = text.split('\n').filter((line) => !line.includes('* Install {@link '));
  writeFileSync(file, kept.join('\n'));
}
