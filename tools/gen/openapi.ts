import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { renderOpenApi } from '../../apps/server/src/http/render-openapi.ts';

/** Writes the OpenAPI document that the SDK is generated from; CI regenerates it and expects no difference. */
const target = fileURLToPath(new URL('../../packages/sdk/openapi.json', import.meta.url));
await writeFile(target, `${JSON.stringify(await renderOpenApi(), null, 2)}\n`);
