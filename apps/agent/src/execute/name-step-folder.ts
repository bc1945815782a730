/** The folder of a step below its document's, named so that a person finds it and no name can lead elsewhere. */
export function nameStepFolder(index: number, name: string): string {
  return `${index}-${name.replaceAll(/[^A-Za-z0-9_.-]/g, '_').slice(0, 100)}`;
}
