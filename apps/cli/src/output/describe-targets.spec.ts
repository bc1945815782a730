import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { describeTargets } from './describe-targets.ts';

const root = { compartmentId: ROOT_COMPARTMENT_ID };

describe('describeTargets', () => {
  it.each([
    [null, 'instances named one by one'],
    [{ instanceIds: ['mi-1', 'mi-2'], groupIds: ['mig-1'] }, 'mi-1, mi-2, group:mig-1'],
    [{ labels: { env: 'prod' } }, 'label:env=prod'],
    [{ ...root, recursive: true }, 'all'],
    [{ ...root, recursive: true, labels: { env: 'prod' } }, 'label:env=prod'],
    [root, `compartment:${ROOT_COMPARTMENT_ID}`],
    [{ compartmentId: 'cmp-1', recursive: true, labels: { a: 'b' } }, 'label:a=b, compartment:cmp-1'],
  ])('says of %o: %s', (targets, words) => {
    expect(describeTargets(targets)).toBe(words);
  });

  it('calls groups and compartments by their names, where they are known', () => {
    const names = new Map([
      ['mig-1', 'web'],
      ['cmp-1', 'shop/web'],
    ]);
    const targets = { groupIds: ['mig-1', 'mig-2'], compartmentId: 'cmp-1', recursive: true };
    expect(describeTargets(targets, (id) => names.get(id) ?? id)).toBe('group:web, group:mig-2, compartment:shop/web');
  });
});
