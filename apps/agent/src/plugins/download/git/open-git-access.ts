import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadSource } from '@rustine/domain';
import type { FetchContext } from '../fetched.ts';

export interface GitAccess {
  readonly url: string;
  /** The same without what is secret in it. */
  readonly shownUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Removes the key from the disk. */
  close(): Promise<void>;
}

/** Asked by git for a name and a password, it answers from its environment: arguments could be read by every user. */
const ASKPASS = `#!/bin/sh
case $1 in
  Username*) printf '%s\\n' "$RUSTINE_GIT_USERNAME" ;;
  *) printf '%s\\n' "$RUSTINE_GIT_PASSWORD" ;;
esac
`;

/** Prepares how git identifies itself; `folder` is made, and holds a key only as long as it is needed. */
export async function openGitAccess(
  source: Extract<DownloadSource, { type: 'Git' }>,
  { folder, context }: { readonly folder: string; readonly context: FetchContext },
): Promise<GitAccess> {
  const read = async (secret: typeof source.username) =>
    secret === null ? '' : await context.services.readSecret(secret, context.signal);
  const plain = withoutUser(source.repository);
  const username = (await read(source.username)) || plain.username;
  const password = (await read(source.password)) || plain.password;
  const key = await read(source.privateSshKey);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [askpass, keyFile] = [join(folder, 'askpass'), join(folder, 'key')];
  await writeFile(askpass, ASKPASS, { mode: 0o700 });
  if (key !== '') await writeFile(keyFile, `${key.replaceAll('\r\n', '\n').trimEnd()}\n`, { mode: 0o600 });
  return {
    url: plain.url,
    shownUrl: plain.url,
    environment: {
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: askpass,
      GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
      // A repository's pointers to larger files would be filled by a program of its own choice.
      GIT_LFS_SKIP_SMUDGE: '1',
      RUSTINE_GIT_USERNAME: username,
      RUSTINE_GIT_PASSWORD: password,
      GIT_SSH_COMMAND: sshCommand(key === '' ? null : keyFile, source.skipHostKeyChecking),
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Git itself gives this text to a shell, hence the quotes. */
function sshCommand(keyFile: string | null, skipHostKeyChecking: boolean): string {
  const identity = keyFile === null ? '' : ` -i '${keyFile.replaceAll("'", `'\\''`)}' -o IdentitiesOnly=yes`;
  const check = skipHostKeyChecking
    ? ' -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null'
    : ' -o StrictHostKeyChecking=yes';
  return `ssh -o BatchMode=yes${identity}${check}`;
}

/** A name and password in the address would be shown by git, and by every list of processes. */
function withoutUser(repository: string): {
  readonly url: string;
  readonly username: string;
  readonly password: string;
} {
  const url = /^https?:/.test(repository) ? URL.parse(repository) : null;
  if (url === null || url.username === '') return { url: repository, username: '', password: '' };
  const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = '';
  url.password = '';
  return { url: url.href, username, password };
}
