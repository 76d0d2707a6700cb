import { setTimeout as sleep } from "node:timers/promises";
import { stopOnFault, stopOnSignal } from "#src/processes/end-of-process.ts";

/** A process that comes to a fault while it answers, in the way that its argument names. */
stopOnFault();
stopOnSignal(async () => {
  await sleep(50);
  process.stdout.write("drained\n");
});
// What a library adds to keep the process alive.
for (const fault of ["uncaughtException", "unhandledRejection"]) {
  process.on(fault, (error) => process.stdout.write(`kept alive: ${error.message}\n`));
}
setInterval(() => {}, 1_000);

const error = Object.assign(new Error("the note about Amina"), { code: "22P02", detail: "Amina Yusuf" });
setTimeout(() => {
  switch (process.argv[2]) {
    case "throws":
      throw error;
    case "rejects":
      void Promise.reject(error);
      break;
    case "text":
      void Promise.reject("the note about Amina");
      break;
    case "signal":
      process.kill(process.pid, "SIGTERM");
  }
}, 20);
