import { CodedError } from '@rustine/contract';

/** The refusal of a name that another one has already, told where a form has its name. */
export function nameTaken(message: string): CodedError {
  return new CodedError('CONFLICT', message, { details: [{ place: 'body.name', message }] });
}
