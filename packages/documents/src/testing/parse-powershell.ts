import { createRequire } from 'node:module';
import { Language, Parser, type Node } from 'web-tree-sitter';

const require = createRequire(import.meta.url);

/** What the grammar of PowerShell does not take, as "line: text"; empty for a script that PowerShell can read. */
export async function findPowerShellFaults(script: string): Promise<string[]> {
  await Parser.init();
  const parser = new Parser();
  try {
    parser.setLanguage(await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')));
    const tree = parser.parse(script);
    if (tree === null) throw new Error('the parser gave no tree');
    return faultsBelow(tree.rootNode);
  } finally {
    parser.delete();
  }
}

function faultsBelow(node: Node): string[] {
  if (node.isError || node.isMissing) {
    const text = node.isMissing ? `${node.type} is missing` : (node.text.split('\n')[0] ?? '');
    return [`${node.startPosition.row + 1}: ${text}`];
  }
  return node.hasError ? node.children.flatMap((child) => (child === null ? [] : faultsBelow(child))) : [];
}
