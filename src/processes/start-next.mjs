const graceMs = 8_000;

/**
 * `next start`, as a platform runs the build: without our own server. What it adds is that it ends with its supervisor, whose
 * channel closes even on kill -9.
 */
process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  // Next waits for every answer, and a stream of events is one.
  setTimeout(() => process.exit(1), graceMs).unref();
});
process.argv.push("start", "-p", process.env.PORT || "3000", "-H", process.env.HOST || "127.0.0.1");
await import("next/dist/bin/next");
