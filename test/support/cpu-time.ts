/**
 * Seconds of processor time that this process used for `body`. Other programs on a busy machine do not lengthen it, unlike
 * the time on a clock.
 */
export async function cpuSeconds(body: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await body();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1e6;
}
