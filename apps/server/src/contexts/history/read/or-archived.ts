import { CodedError } from '@rustine/contract';

/** Asks the living first and, of what is not there, the archive; if that does not have it either, it is not there. */
export async function orArchived<Answer>(
  live: () => Promise<Answer>,
  archived: () => Promise<Answer | null>,
): Promise<Answer> {
  try {
    return await live();
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'NOT_FOUND') throw error;
    const found = await archived();
    if (found === null) throw error;
    return found;
  }
}
