import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from '../quorum-sets.module.css';

interface InstanceLinkProps {
  instanceId: string;
  name: string;
  /** The run to show there. */
  invocationId?: string;
}

export function InstanceLink({ instanceId, name, invocationId }: InstanceLinkProps) {
  const search = invocationId === undefined ? {} : ({ tab: 'runs', run: invocationId } as const);
  return (
    <Anchor
      size="sm"
      className={classes.name}
      renderRoot={(props) => <Link to="/instances/$instanceId" params={{ instanceId }} search={search} {...props} />}
    >
      {name}
    </Anchor>
  );
}
