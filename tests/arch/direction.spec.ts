import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { arrowsOf, specifiersOf } from './imports.ts';
import { faultOf } from './rules.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the arrows of the house', () => {
  it('all point the way that ARCHITECTURE.md shows', () => {
    const arrows = arrowsOf(root);
    expect(arrows.length).toBeGreaterThan(500);
    const faults = arrows.flatMap((arrow) => {
      const fault = faultOf(arrow);
      return fault === undefined ? [] : [`${arrow.from} -> ${arrow.to}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it('are found wrong when one is planted, so this test can fail', () => {
    const planted = mkdtempSync(join(tmpdir(), 'rustine-arch-'));
    try {
      const folder = join(planted, 'packages', 'domain', 'src');
      mkdirSync(folder, { recursive: true });
      mkdirSync(join(planted, 'apps'));
      writeFileSync(
        join(folder, 'planted.ts'),
        "import type { Ingester } from '@rustine/lake';\nexport type Planted = Ingester;\n",
      );
      expect(arrowsOf(planted).map(faultOf)).toEqual(['packages/domain may not import @rustine/lake']);
    } finally {
      rmSync(planted, { recursive: true });
    }
  });

  it.each([
    { from: 'apps/agent/src/main.ts', to: '@rustine/lake' },
    { from: 'apps/web/src/main.tsx', to: '@rustine/server' },
    { from: 'apps/cli/src/main.ts', to: 'apps/server/src/main.ts' },
    { from: 'apps/server/src/contexts/work/index.ts', to: 'apps/server/src/contexts/reports/sql/find-report.ts' },
    { from: 'apps/server/src/http/console.ts', to: 'apps/server/src/contexts/access/index.ts' },
    { from: 'packages/domain/src/index.ts', to: 'node:fs' },
    { from: 'apps/agent/src/checkin/enroll.ts', to: 'node:child_process' },
    { from: 'apps/server/src/compose.ts', to: '@duckdb/node-api' },
    { from: 'apps/server/src/compose.ts', to: '@rustine/testkit' },
  ])('may not go from $from to $to', (arrow) => {
    expect(faultOf(arrow)).toBeDefined();
  });

  it('include type imports, re-exports and imports that are made later', () => {
    const text =
      "import type { A } from 'a';\nexport * from 'b';\nexport { c } from 'c';\nconst d = await import('d');\nexport { d };\n";
    expect(specifiersOf('sample.ts', text).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });
});
