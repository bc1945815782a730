import { Option, type Command } from 'commander';

/** What says when something happens, on the command line; `--start` and the like go with several of them. */
export interface ScheduleOptions {
  readonly at?: string;
  readonly every?: string;
  readonly rrule?: string;
  readonly cron?: string;
  readonly interval?: string;
  readonly on?: string;
  readonly zone: string;
  readonly start?: string;
  readonly until?: string;
  readonly offsetDays?: string;
}

/** The options that `readSchedule` reads, for every command that takes a schedule. */
export function withScheduleOptions(command: Command): Command {
  return command
    .addOption(new Option('--at <time>', 'once, as "2026-12-08 22:00"').conflicts(['every', 'rrule', 'cron']))
    .addOption(new Option('--every <unit>', 'again and again: hour, day, week or month').conflicts(['rrule', 'cron']))
    .option('--interval <number>', 'with --every: only each so many hours, days, weeks or months')
    .option(
      '--on <days>',
      'with --every week: weekdays as "mon,thu"; with --every month: a day as 15 or last, or a weekday as "2nd tue" or "last fri"',
    )
    .addOption(new Option('--rrule <rule>', 'by a rule of RFC 5545, as "FREQ=MONTHLY;BYDAY=2TU"').conflicts('cron'))
    .option('--cron <expression>', 'by a cron expression, as "0 22 * * 5"')
    .option('--start <time>', 'not before this time; gives --every and --rrule their time of day')
    .option('--until <time>', 'not after this time')
    .option('--offset-days <number>', 'so many days after (or, negative, before) the day that the pattern names')
    .option('--zone <zone>', 'the time zone whose clock all of this is about, as Europe/Paris', 'UTC');
}
