import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { notify } from "#src/features/notifications/notify.ts";
import { Sender } from "#src/features/notifications/sending/sender.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { SmtpMailer } from "#src/platform/mail/smtp-mailer.ts";
import { systemActor } from "#src/policy/actor.ts";
import { SmtpReceiver } from "../tests/support/smtp.ts";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";

/**
 * `node bench/notifications.bench.ts [people] [senders]`: five notifications each for many people (1,000), in the app and by
 * email, from the transaction of their cause to a mail server on this machine. The floor is the same mails given to the
 * same server by nodemailer alone.
 */
const people = Number(process.argv[2] ?? 1_000);
const senders = Number(process.argv[3] ?? 1);
const each = 5;
const total = people * each;
const atOnce = 500;

async function main(): Promise<void> {
  const server = fork(import.meta.filename, ["--server"]);
  const [smtpUrl] = (await once(server, "message")) as [string];
  await withDatabase({ SMTP_URL: smtpUrl }, (postgres) => measure(postgres, smtpUrl));
  server.disconnect();
}

async function measure(postgres: BenchDatabase, smtpUrl: string): Promise<void> {
  const children: ChildProcess[] = [];
  try {
    const owner = new pg.Client(postgres.url);
    await owner.connect();
    await seed(owner);
    console.log(`floor: ${await measureFloor(smtpUrl)}`);
    console.log(`written: ${await write()}`);
    const startedAt = performance.now();
    const workers = Array.from({ length: senders }, () => fork(import.meta.filename, ["--send"]));
    children.push(...workers);
    await Promise.all(workers.map((worker) => once(worker, "message")));
    const before = workers.map(({ pid }) => cpuMs(pid ?? 0));
    const readyAt = performance.now();
    await untilSent(owner);
    const ms = performance.now() - readyAt;
    const cpu = workers.reduce((sum, { pid }, n) => sum + cpuMs(pid ?? 0) - (before[n] ?? 0), 0);
    console.log(
      `sent by ${senders}: ${total} emails in ${(ms / 1000).toFixed(1)} s, ${((total * 1000) / ms).toFixed(0)} a second; ` +
        `${(cpu / total).toFixed(2)} ms CPU of the senders each (started in ${(readyAt - startedAt).toFixed(0)} ms)`,
    );
    await measureOne(owner);
    await owner.end();
  } finally {
    for (const child of children) child.disconnect();
  }
}

async function send(): Promise<void> {
  const sender = new Sender(bus("app_worker"));
  await bus("app_worker").ready();
  sender.start();
  process.send?.("ready");
  process.once("disconnect", () => process.exit(0));
}

async function receive(): Promise<void> {
  const server = new SmtpReceiver();
  process.send?.(await server.start());
  process.once("disconnect", () => process.exit(0));
}

async function measureFloor(smtpUrl: string): Promise<string> {
  const mailer = new SmtpMailer(smtpUrl, "Bench <no-reply@bench.test>", { needsTls: false });
  const startedAt = performance.now();
  const before = cpuMs(process.pid);
  let next = 0;
  const sendSome = async () => {
    while (next < total) {
      next += 1;
      await mailer.send({ to: `p${next}@bench.test`, subject: "Feedback", text: "You have feedback.\n".repeat(8) });
    }
  };
  await Promise.all(Array.from({ length: 8 }, sendSome));
  mailer.close();
  const ms = performance.now() - startedAt;
  const cpu = (cpuMs(process.pid) - before) / total;
  return `${((total * 1000) / ms).toFixed(0)} emails a second by nodemailer alone, ${cpu.toFixed(2)} ms CPU each`;
}

async function write(): Promise<string> {
  const startedAt = performance.now();
  const rows = Array.from({ length: total }, (_, n) => n);
  while (rows.length > 0) {
    const some = rows.splice(0, atOnce);
    await withActor(systemActor("bench"), async (tx) => notify(tx, ...some.map((n) => feedback(n % people))));
  }
  const ms = performance.now() - startedAt;
  return `${total} notifications by two channels in ${ms.toFixed(0)} ms, ${((ms * 1000) / total).toFixed(0)} µs each`;
}

function feedback(person: number) {
  return {
    template: "achievementUnlocked",
    schoolId: "bench",
    userId: `p${person}`,
    variables: { achievement_name: "Wound Care" },
    payload: { kind: "competency", achievementId: "a" },
  } as const;
}

/** From the commit of one notification to the note that the mail server took it. */
async function measureOne(owner: pg.Client): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    const startedAt = performance.now();
    await withActor(systemActor("bench"), async (tx) => notify(tx, feedback(n)));
    // As the relay does once it has numbered the event beside it.
    bus().publish("realtime", "1");
    await untilSent(owner);
    times.push(performance.now() - startedAt);
    await sleep(300);
  }
  times.sort((a, b) => a - b);
  console.log(`one alone: p50 ${times[10]?.toFixed(0)} ms, slowest ${times.at(-1)?.toFixed(0)} ms`);
}

async function untilSent(owner: pg.Client): Promise<void> {
  const query = "select count(*)::int as n from notification_queue where channel = 'EMAIL' and status <> 'SENT'";
  for (;;) {
    const { rows } = await owner.query<{ n: number }>(query);
    if (rows[0]?.n === 0) return;
    await sleep(10);
  }
}

async function seed(owner: pg.Client): Promise<void> {
  await owner.query("set session_replication_role = replica");
  await owner.query("insert into schools (id, name, time_zone) values ('bench', 'Bench', 'Europe/Berlin')");
  await owner.query(
    `insert into users (id, school_id, name, email, role)
     select 'p' || n, 'bench', 'Person ' || n, 'p' || n || '@bench.test', 'STUDENT' from generate_series(0, $1::int) n`,
    [people],
  );
  await owner.query(
    `insert into notification_choices (school_id, user_id, type, channel, is_on)
     select 'bench', id, 'ACHIEVEMENT_UNLOCKED', 'EMAIL', true from users where school_id = 'bench'`,
  );
  await owner.query("set session_replication_role = default");
  await owner.query("analyze");
}

const part = process.argv[2];
await (part === "--server" ? receive() : part === "--send" ? send() : main());
