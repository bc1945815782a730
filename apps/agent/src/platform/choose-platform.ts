import { linux } from './linux/linux.ts';
import type { Platform } from './platform.ts';
import { windows } from './windows/windows.ts';

export function choosePlatform(): Platform {
  return process.platform === 'win32' ? windows : linux;
}
