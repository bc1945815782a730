// Adds to package-lock.json the optional packages of other systems that the registry at hand does not carry. npm leaves
// them out when it writes the lock there, and then `npm ci` refuses that same lock as incomplete. Run it after each
// `npm install` that adds a package with native parts: `node tools/lock/complete-lock.mjs`.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const oses = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
};
const cpus = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
  loong64: 'loong64',
};
const libcs = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/**
 * The entry of a package that only its name tells of: its system and processor keep npm from fetching it elsewhere.
 * @returns {object | null} null when the name tells of no system
 */
export function entryOf(name, version, dev) {
  const words = name.split(/[/-]/);
  const pick = (table) => words.map((word) => table[word]).find((found) => found !== undefined);
  const [os, cpu, libc] = [pick(oses), pick(cpus), pick(libcs)];
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+/.test(version)) return null;
  return {
    version,
    cpu: [cpu],
    ...(dev && { dev: true }),
    ...(os === 'linux' && libc !== undefined && { libc: [libc] }),
    optional: true,
    os: [os],
  };
}

/** @returns {string[]} what was added */
export function completeLock(packages) {
  const added = [];
  for (const [from, { optionalDependencies = {}, dev = false }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const found = resolvePath(packages, from, name);
      const entry = found !== null && packages[found].version === version ? null : entryOf(name, version, dev);
      if (entry === null) continue;
      packages[found === null ? `node_modules/${name}` : `${from}/node_modules/${name}`] = entry;
      added.push(name);
    }
  }
  return added;
}

/** Where Node would find the package from a folder, or null. */
function resolvePath(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = fileURLToPath(new URL('../../package-lock.json', import.meta.url));
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const added = completeLock(lock.packages);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  const partial = join(path, '..', '.package-lock.json.part');
  writeFileSync(partial, `${JSON.stringify(lock, null, 2)}\n`);
  renameSync(partial, path);
  process.stderr.write(added.length === 0 ? 'package-lock.json is complete.\n' : `Added ${added.join(', ')}.\n`);
}
