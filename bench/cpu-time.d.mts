/** Milliseconds that all processors were busy since the machine started, what a hypervisor took included. */
export function busyMs(read?: () => {busy: number; stolen: number}): number;
/** Part of what the measured one needed that others held. */
export function othersShare(
  times: Record<'busyMs' | 'ownMs' | 'elapsedMs' | 'processors' | 'threads', number>,
): number;
