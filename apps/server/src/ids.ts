import { idPrefixes, type IdKind } from '@rustine/contract';
import { v7 } from 'uuid';

/** A new id; UUIDv7 (RFC 9562), so ids of one kind sort by the time they were made. */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}-${v7()}`;
}
