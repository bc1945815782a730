import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { jobQuery } from '../../../api/jobs.ts';
import classes from '../work-request.module.css';

/** The job that it carries out, by name; one that is gone has its id alone. */
export function JobLink({ jobId }: { jobId: string }) {
  const { data: job } = useQuery({ ...jobQuery(jobId), refetchInterval: false });
  if (job === undefined) return <span className={classes.mono}>{jobId}</span>;
  return (
    <Anchor fz="inherit" renderRoot={(props) => <Link to="/jobs/$jobId" params={{ jobId }} {...props} />}>
      {job.name}
    </Anchor>
  );
}
