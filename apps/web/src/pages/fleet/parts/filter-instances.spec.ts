import type { ManagedInstance } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { filterInstances, noFilter, type InstanceFilter } from './filter-instances.ts';

const node = (id: string, parentId: string | null) => ({ id, parentId, name: id, instances: 0 });
const compartments = [node('web', 'shop'), node('root', null), node('shop', 'root'), node('lab', 'root')];
const instance = (id: string, compartmentId: string, labels: Record<string, string>) =>
  ({ id, compartmentId, labels, status: id === 'c' ? 'OFFLINE' : 'ONLINE' }) as ManagedInstance;
const fleet = [
  instance('a', 'web', { env: 'prod', role: 'web' }),
  instance('b', 'shop', { env: 'dev' }),
  instance('c', 'lab', { env: 'prod' }),
];

function shown(filter: Partial<InstanceFilter>, members?: string[]) {
  const around = { compartments, members: members && new Set(members) };
  return filterInstances(fleet, { ...noFilter, ...filter }, around).map(({ id }) => id);
}

describe('the filters of the fleet', () => {
  it.each([
    [{}, ['a', 'b', 'c']],
    [{ compartmentId: 'shop' }, ['a', 'b']],
    [{ compartmentId: 'root' }, ['a', 'b', 'c']],
    [{ label: 'env=prod' }, ['a', 'c']],
    [{ status: 'OFFLINE' }, ['c']],
    [{ label: 'env=prod', compartmentId: 'shop' }, ['a']],
  ])('%j leave %j', (filter, expected) => {
    expect(shown(filter)).toEqual(expected);
  });

  it('leave the members of a group, and everyone while these are being read', () => {
    expect(shown({ groupId: 'g' }, ['b'])).toEqual(['b']);
    expect(shown({ groupId: 'g' })).toEqual(['a', 'b', 'c']);
  });
});
