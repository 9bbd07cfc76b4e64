const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes as people read them, in the powers of 1024 that options count in: `640 B`, `1.2 MiB`, `48 MiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power > 0 && value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} ${UNITS[power] ?? ''}`;
}
