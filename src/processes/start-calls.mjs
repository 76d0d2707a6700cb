import { setTimeout as sleep } from "node:timers/promises";

const everyMs = 60_000;
const againMs = 1_000;

/** What a platform's timer does beside `next start`: calls for a worker's work, each minute. It ends with its supervisor. */
process.once("disconnect", () => process.exit(0));
const address = `http://localhost:${process.env.PORT || 3000}/api/cron/jobs`;
for (;;) {
  const isDone = await fetch(address, { headers: { authorization: `Bearer ${process.env.CRON_SECRET}` } }).then(
    async (answer) => answer.text().then(() => answer.ok),
    () => false,
  );
  await sleep(isDone ? everyMs : againMs);
}
