import type { Arrow } from './imports.ts';

/** What each part may import of ours; docs/ARCHITECTURE.md shows the same as a picture. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/contract': [],
  'packages/domain': ['@rustine/contract'],
  'packages/lake': ['@rustine/contract', '@rustine/domain'],
  'packages/documents': ['@rustine/contract'],
  'packages/sdk': ['@rustine/contract'],
  'packages/testkit': ['@rustine/contract', '@rustine/domain'],
  'apps/server': ['@rustine/contract', '@rustine/domain', '@rustine/lake', '@rustine/documents'],
  'apps/agent': ['@rustine/contract', '@rustine/domain'],
  // The rules of the document language are pure, so the CLI can check a file without a server.
  'apps/cli': ['@rustine/sdk', '@rustine/contract', '@rustine/domain'],
  'apps/web': ['@rustine/sdk', '@rustine/contract'],
};

/** Tests may use more than the code that they test. */
const testsMayImport = [
  '@rustine/testkit',
  '@rustine/documents',
  '@rustine/domain',
  '@rustine/contract',
  '@rustine/lake',
];

const isTest = (path: string) => /\.spec\.tsx?$|\/(testing|fixtures?)\/|\.spec-/.test(path);
const partOf = (path: string) => path.split('/').slice(0, 2).join('/');
const contextOf = (path: string) => /^apps\/server\/src\/contexts\/([^/]+)\//.exec(path)?.[1];

/** Third-party libraries that have one place where they are used. */
const oneHome: Readonly<Record<string, RegExp>> = {
  '@duckdb/node-api': /^packages\/lake\//,
  fastify:
    /^apps\/server\/src\/(http|contexts\/[^/]+\/(routes|link|index\.ts)|mount-routes)|^apps\/server\/src\/contexts\/[^/]+\/index\.ts$/,
  'node:child_process': /^apps\/(agent\/src\/process|cli\/(src\/processes|bin)|server\/src\/(db\/embedded|process))\//,
};

function packageRule({ from, to }: Arrow): string | undefined {
  const part = partOf(from);
  const allowed = [...(mayImport[part] ?? []), ...(isTest(from) ? testsMayImport : [])];
  if (to.startsWith('@rustine/') && !allowed.includes(to.split('/').slice(0, 2).join('/'))) {
    return `${part} may not import ${to}`;
  }
  if (/^(apps|packages)\//.test(to) && partOf(to) !== part && !isTest(from) && part !== 'packages/testkit') {
    return `${part} may not reach into ${partOf(to)} by path`;
  }
  return undefined;
}

function contextRule({ from, to }: Arrow): string | undefined {
  const source = contextOf(from);
  const target = contextOf(to);
  if (target === undefined || source === target || isTest(from)) return undefined;
  if (to !== `apps/server/src/contexts/${target}/index.ts`) return `${target} is entered through its index.ts alone`;
  if (source === undefined && from !== 'apps/server/src/compose.ts') return 'only compose.ts may know the contexts';
  return undefined;
}

function homeRule({ from, to }: Arrow): string | undefined {
  const home = oneHome[to];
  return home === undefined || home.test(from) || isTest(from) || from.startsWith('packages/testkit/')
    ? undefined
    : `${to} is used elsewhere only`;
}

function purityRule({ from, to }: Arrow): string | undefined {
  if (isTest(from)) return undefined;
  if (/^packages\/(contract|domain)\//.test(from) && to.startsWith('node:')) return 'contract and domain do no I/O';
  if (to === '@rustine/testkit') return 'testkit is for tests';
  return undefined;
}

/** Why an arrow may not be there, or undefined when it may. */
export function faultOf(arrow: Arrow): string | undefined {
  return packageRule(arrow) ?? contextRule(arrow) ?? homeRule(arrow) ?? purityRule(arrow);
}
