/**
 * A child of the supervisor stops when the supervisor is gone, however it went: the channel between them closes
 * even on kill -9. Outside a supervisor (a container runs the process itself) there is no channel and nothing to do.
 */
export function exitWithParent(stop: () => Promise<void>): void {
  if (process.channel) process.once("disconnect", () => void stop());
}
