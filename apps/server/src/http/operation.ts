import type { Operation, OperationId, operations } from '@rustine/contract';
import type { z } from 'zod';
import type { Principal } from './principal.ts';

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a handler gets: inputs already validated by the operation's schemas, and who asks. */
export interface OperationInput<Op extends Operation> {
  readonly params: Parsed<Op['params']>;
  readonly query: Parsed<Op['query']>;
  readonly body: Parsed<Op['body']>;
  readonly principal: Principal;
  readonly requestId: string;
}

/** A stream or text instead of JSON, for the few operations whose body is not JSON. */
export interface RawBody {
  readonly contentType: string;
  readonly fileName: string;
  readonly stream: NodeJS.ReadableStream;
}

type Answer<Op extends Operation> = Op['response'] extends z.ZodString
  ? RawBody
  : Op['response'] extends z.ZodType
    ? z.input<Op['response']>
    : void;

export type OperationHandler<Op extends Operation> = (input: OperationInput<Op>) => Promise<Answer<Op>>;

/** A handler for every operation of the contract: one that is missing does not compile. */
export type OperationHandlers = { readonly [Id in OperationId]: OperationHandler<(typeof operations)[Id]> };

/** The handlers that one context answers for. */
export type HandlersOf<Ids extends OperationId> = Pick<OperationHandlers, Ids>;
