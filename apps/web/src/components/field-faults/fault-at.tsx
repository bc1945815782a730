import { Code } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { readProblem } from '../../api/read-problem.ts';
import { ServerWords } from '../server-words/server-words.tsx';
import type { Places } from './places.ts';
import { faultsOfField } from './sort-faults.ts';

/** What an input shows as its error; null where nothing is wrong. */
export type FaultAt<Field extends string> = (field: Field) => ReactNode;

/** What the server said of each field of the form. */
export function faultAt<Field extends string>(error: unknown, places: Places<Field>): FaultAt<Field> {
  const details = error === null || error === undefined ? [] : readProblem(error).details;
  return (field) => {
    const faults = faultsOfField(details, field, places);
    if (faults.length === 0) return null;
    return faults.map(({ place, message }, index) => (
      <Fragment key={`${place} ${message}`}>
        {index > 0 && <br />}
        {place !== '' && (
          <>
            <Code>{place}</Code>{' '}
          </>
        )}
        <ServerWords>{message}</ServerWords>
      </Fragment>
    ));
  };
}
