import { Option } from 'commander';

/** For what `askBefore` asks about. */
export const yes = () => new Option('--yes', 'do not ask first; only a person at a terminal is asked');
