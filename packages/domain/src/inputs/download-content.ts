import { splitDocumentName, type DocumentName } from './document-name.ts';
import type { InputReader } from './create-input-reader.ts';
import type { InputContract } from './read-inputs.ts';
import { readSecretText, type SecretText } from './secret-text.ts';

/** What of a repository is taken; null for its default branch. */
export type Checkout = { readonly branch: string } | { readonly commit: string };

export type DownloadSource =
  | {
      readonly type: 'GitHub';
      readonly owner: string;
      readonly repository: string;
      readonly path: string;
      readonly checkout: Checkout | null;
      readonly token: SecretText | null;
    }
  | {
      readonly type: 'Git';
      readonly repository: string;
      readonly checkout: Checkout | null;
      readonly username: SecretText | null;
      readonly password: SecretText | null;
      readonly privateSshKey: SecretText | null;
      readonly skipHostKeyChecking: boolean;
    }
  | {
      readonly type: 'HTTP';
      readonly url: string;
      readonly authMethod: 'None' | 'Basic' | 'Digest';
      readonly username: SecretText | null;
      readonly password: SecretText | null;
    }
  | { readonly type: 'S3'; readonly path: string }
  | ({ readonly type: 'SSMDocument' } & DocumentName);

export interface DownloadContentInputs {
  readonly source: DownloadSource;
  /** Absolute, or relative to the invocation's download folder; empty for that folder. */
  readonly destinationPath: string;
}

const sourceTypes = ['GitHub', 'Git', 'HTTP', 'S3', 'SSMDocument'] as const;
const authMethods = ['None', 'Basic', 'Digest'] as const;

/** aws:downloadContent. `sourceInfo` may be a map or JSON text, as the console and the command line give it. */
export const downloadContent: InputContract<DownloadContentInputs> = {
  keys: ['sourceType', 'sourceInfo', 'destinationPath'],
  read(reader) {
    const type = reader.text('sourceType', { required: true, oneOf: sourceTypes });
    const destinationPath = reader.text('destinationPath');
    if (destinationPath.split(/[/\\]/).includes('..')) {
      reader.fault('destinationPath', 'destinationPath may not lead out of its folder with "..".');
    }
    const info = reader.map('sourceInfo');
    if (info === null) {
      if (!reader.isDeferred('sourceInfo') && reader.faults.length === 0) {
        reader.fault('sourceInfo', 'sourceInfo is needed: a map, or JSON text of one.');
      }
      return null;
    }
    const source = readSource(
      sourceTypes.find((known) => known === type),
      info,
    );
    return source === null ? null : { source, destinationPath };
  },
};

function readSource(type: (typeof sourceTypes)[number] | undefined, info: InputReader): DownloadSource | null {
  const secret = (key: string) => readSecretText(info.text(key));
  switch (type) {
    case 'GitHub':
      return {
        type,
        owner: info.text('owner', { required: true }),
        repository: info.text('repository', { required: true }),
        path: info.text('path'),
        checkout: readCheckout(info),
        token: secret('tokenInfo'),
      };
    case 'Git':
      return {
        type,
        repository: readUrl(info, { key: 'repository', pattern: /^(https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/ }),
        checkout: readCheckout(info),
        username: secret('username'),
        password: secret('password'),
        privateSshKey: secret('privateSSHKey'),
        skipHostKeyChecking: info.flag('skipHostKeyChecking'),
      };
    case 'HTTP':
      return readHttp(info);
    case 'S3':
      return { type, path: readUrl(info, { key: 'path', pattern: /^(https:\/\/[^/]+\/|s3:\/\/[^/]+\/)/ }) };
    case 'SSMDocument':
      return { type, ...splitDocumentName(info.text('name', { required: true })) };
    case undefined:
      return null;
    default:
      return type satisfies never;
  }
}

function readHttp(info: InputReader): DownloadSource {
  const url = readUrl(info, { key: 'url', pattern: /^https?:\/\/./ });
  if (url.startsWith('http://') && !info.flag('allowInsecureDownload') && !info.isDeferred('allowInsecureDownload')) {
    info.fault('url', 'A url of http:// needs allowInsecureDownload: true.');
  }
  const given = info.text('authMethod', { oneOf: authMethods });
  const authMethod = authMethods.find((known) => known === given) ?? 'None';
  const [username, password] = [readSecretText(info.text('username')), readSecretText(info.text('password'))];
  if (authMethod !== 'None' && (username === null || password === null)) {
    info.fault('authMethod', `authMethod ${authMethod} needs a username and a password.`);
  }
  return { type: 'HTTP', url, authMethod, username, password };
}

function readUrl(info: InputReader, { key, pattern }: { readonly key: string; readonly pattern: RegExp }): string {
  const url = info.text(key, { required: true }).trim();
  if (url !== '' && !pattern.test(url) && !info.isDeferred(key))
    info.fault(key, `${key} is not a URL that can be fetched.`);
  return url;
}

/** `branch:<name>` or `commitID:<id>`. */
function readCheckout(info: InputReader): Checkout | null {
  const text = info.text('getOptions');
  if (text === '' || info.isDeferred('getOptions')) return null;
  const match = /^(branch|commitID):([^:]*[^:\s][^:]*)$/.exec(text);
  if (match === null) {
    info.fault('getOptions', 'getOptions must be branch:<name> or commitID:<id>.');
    return null;
  }
  const value = (match[2] ?? '').trim();
  return match[1] === 'branch' ? { branch: value } : { commit: value };
}
