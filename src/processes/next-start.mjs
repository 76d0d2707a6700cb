/**
 * `next start`, as a platform runs the build: without our own server. What it adds is that it ends with its supervisor, whose
 * channel closes even on kill -9.
 */
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.argv.push("start", "-p", process.env.PORT || "3000", "-H", process.env.HOST || "127.0.0.1");
await import("next/dist/bin/next");
