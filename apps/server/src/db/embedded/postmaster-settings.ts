import { SOCKET_PORT } from './socket-directory.ts';

/**
 * Settings go on the command line, so an upgrade of Rustine brings its own without editing a file in the cluster.
 * Durability is PostgreSQL's default (fsync, full_page_writes, synchronous_commit on) and is not weakened here.
 * Statements and row values stay out of the log, because they may hold what people typed.
 */
export function postmasterSettings(socketDirectory: string): Record<string, string> {
  return {
    listen_addresses: '',
    port: String(SOCKET_PORT),
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '128MB',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '%m [%p] ',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  };
}

export function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
