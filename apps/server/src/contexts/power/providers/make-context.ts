export interface MakeContext {
  /** The value of a stored parameter. @throws PowerFault when there is none. */
  readonly secret: (parameter: string) => Promise<string>;
  readonly commandsDir: string | undefined;
  readonly callMs: number;
}
