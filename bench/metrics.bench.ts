import { countCacheRead, metricsText, observeRequest } from "#src/platform/metrics/metrics.ts";

/**
 * `node bench/metrics.bench.ts [calls]`: what metrics cost. Metrics cannot be turned off, so this is CPU of the very calls that a
 * request makes (one for its time, one for each read of a cache), and of a scrape, in this process: with 400 series of
 * requests, which is a route and status for each endpoint that a school uses. The floor is the same loop without the call.
 */
const calls = Number(process.argv[2] ?? 1_000_000);
const routes = Array.from({ length: 100 }, (_, n) => `/api/bench-${n}/:id`);
const statuses = [200, 201, 304, 400];
const scrapes = 50;

let kept = 0;
const floor = measure((n) => {
  kept += n + (routes[n % routes.length]?.length ?? 0) + (statuses[n % statuses.length] ?? 0);
});
const request = measure((n) => {
  observeRequest("GET", routes[n % routes.length] ?? "", statuses[(n % 7) % statuses.length] ?? 200, n % 40);
});
const cache = measure(() => countCacheRead("flags", "hit"));
print("floor: the loop", floor);
print("time of a request", request - floor);
print("read of a cache", cache - floor);

await metricsText();
const before = process.cpuUsage();
let bytes = 0;
for (let n = 0; n < scrapes; n += 1) bytes = Buffer.byteLength(await metricsText());
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  `a scrape: ${((user + system) / 1000 / scrapes).toFixed(1)} ms CPU, ${(bytes / 1024).toFixed(0)} KiB${kept < 0 ? "!" : ""}\n`,
);
process.exit(0);

/** Microseconds of CPU a call, of this thread and what collects its garbage. */
function measure(call: (n: number) => void): number {
  for (let n = 0; n < calls / 10; n += 1) call(n);
  const from = process.cpuUsage();
  for (let n = 0; n < calls; n += 1) call(n);
  const used = process.cpuUsage(from);
  return (used.user + used.system) / calls;
}

function print(name: string, microseconds: number): void {
  process.stdout.write(`${name.padEnd(20)} ${microseconds.toFixed(2)} µs CPU\n`);
}
