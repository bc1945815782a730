import { NativeSelect } from '@mantine/core';
import { compartmentPaths, sortByPath } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { compartmentsQuery } from '../../api/places.ts';

interface CompartmentSelectProps {
  label: string;
  /** Empty where nothing was chosen: that is the root, or what `none` says. */
  value: string;
  onChange: (compartmentId: string) => void;
  /** A first choice that is no compartment; its value is empty. */
  none?: string;
  /** Only told to those who hear it, where there is no room. */
  compact?: boolean;
  /** Left out, as are those below it: a compartment cannot go below itself. */
  without?: string;
  error?: ReactNode;
}

/** All compartments by their path. */
export function CompartmentSelect(props: CompartmentSelectProps) {
  const { label, value, onChange, none, compact = false, without, error } = props;
  const { data = [] } = useQuery(compartmentsQuery);
  const paths = compartmentPaths(data);
  const hidden = without === undefined ? undefined : paths.get(without);
  const root = data.find(({ parentId }) => parentId === null)?.id ?? '';
  const shown = sortByPath(data).filter(({ id }) => {
    const path = paths.get(id) ?? '';
    return hidden === undefined || (path !== hidden && !path.startsWith(`${hidden}/`));
  });
  return (
    <NativeSelect
      {...(compact ? { size: 'xs', 'aria-label': label } : { label })}
      error={error}
      value={value === '' && none === undefined ? root : value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        ...(none === undefined ? [] : [{ value: '', label: none }]),
        ...shown.map(({ id }) => ({ value: id, label: paths.get(id) ?? id })),
      ]}
    />
  );
}
