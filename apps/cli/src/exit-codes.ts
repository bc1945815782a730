/** Exit codes are part of the interface: scripts switch on them, so a number never changes its meaning. */
export const exitCodes = {
  OK: 0,
  FAILED: 1,
  USAGE: 2,
  NOT_FOUND: 3,
  NO_ACCESS: 4,
  CANCELED: 5,
  NOT_ENDED: 6,
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `Exit codes of rustine:

    0  it worked
    1  it failed: the work request failed, a report was refused, a document has faults, or the server had an error
    2  the command line is wrong: unknown option, malformed value, option missing
    3  what you named is not there (or you may not see it)
    4  the server cannot be reached or does not accept the token
    5  it was canceled, by you or by another; a failure before it counts more (1)
    6  it has not ended in the time that --timeout gave; the work request goes on
  130  interrupted by Ctrl-C before it was done (by other signals 128 and their number)

"rustine start" stopped by Ctrl-C or SIGTERM after its report, when all has stopped cleanly, ends with 0.
"rustine server" and "rustine agent" end as the process that they run ends.
`;
