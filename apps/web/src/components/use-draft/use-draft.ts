import { useCallback, useState } from 'react';

/** What is being written, and how to change a part of it. */
export function useDraft<Draft extends object>(
  start: () => Draft,
): [Draft, (part: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void] {
  const [draft, setDraft] = useState(start);
  const change = useCallback(
    (part: Partial<Draft> | ((before: Draft) => Partial<Draft>)) =>
      setDraft((before) => ({ ...before, ...(typeof part === 'function' ? part(before) : part) })),
    [],
  );
  return [draft, change];
}
