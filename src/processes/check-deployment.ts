import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { z } from "zod";
import { checkSettings } from "#src/config.ts";
import { type Account, signInAll, type Who, whos } from "#src/processes/deployment-check/accounts.ts";
import { checkBucket } from "#src/processes/deployment-check/check-bucket.ts";
import { checkEntry } from "#src/processes/deployment-check/check-entry.ts";
import { checkRound } from "#src/processes/deployment-check/check-round.ts";
import { checkSignOut } from "#src/processes/deployment-check/check-sign-out.ts";
import { checkSupabase } from "#src/processes/deployment-check/check-supabase.ts";
import { exitCodeOf, newReport, reportText } from "#src/processes/deployment-check/report.ts";
import { Visitor } from "#src/processes/deployment-check/visitor.ts";

/**
 * `npm run check:deployment`: asks a running program from outside whether it works, as three of its people, and prints a
 * table; docs/deploy-supabase-vercel.md describes the accounts and what remains.
 */
const usage = `Usage: npm run check:deployment -- --url <address> --student <email> --supervisor <email> --admin <email> [--wait <seconds>]
       npm run check:deployment -- --url <address> --demo
Signs in as a student, their supervisor and an administrator of one school, submits an assessment and takes it back, and
prints what it found; ends with 1 where there is a fault. Passwords are in CHECK_STUDENT_PASSWORD,
CHECK_SUPERVISOR_PASSWORD and CHECK_ADMIN_PASSWORD, or asked for at a terminal. --demo takes those of the demo school.
--wait is how long events and jobs may take (90). With SUPABASE_URL and SUPABASE_ANON_KEY, DIRECT_URL, or S3_BUCKET and
S3_ENDPOINT it looks there too.
`;

const given = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isBare, "must be the address of the program alone, without a path or a name"),
  student: z.email().optional(),
  supervisor: z.email().optional(),
  admin: z.email().optional(),
  demo: z.boolean().default(false),
  wait: z.coerce.number().int().min(1).max(600).default(90),
});
type Given = z.output<typeof given>;

class UsageError extends Error {}

async function main(): Promise<number> {
  const options = readOptions();
  const settings = checkSettings();
  const accounts = await readAccounts(options, settings);
  const address = new URL(options.url).origin;
  const visitor = new Visitor(address);
  const report = newReport(({ name, verdict }) => process.stderr.write(`${verdict.padEnd(8)}${name}\n`));
  if (await checkEntry(report, visitor, address)) {
    const people = await signInAll(report, visitor, accounts, process.stdin.isTTY ? askCode : undefined);
    const { SUPABASE_URL: url, SUPABASE_ANON_KEY: anonKey } = settings;
    try {
      await checkRound(report, visitor, { address, people, waitMs: options.wait * 1000 });
      if (url && anonKey) {
        const student = { account: accounts.student, signedIn: people.student };
        await checkSupabase(report, { url, anonKey, bucket: settings.S3_BUCKET }, student);
      } else report.remarks.push("Not asked: Supabase, since SUPABASE_URL and SUPABASE_ANON_KEY are not both set.");
    } finally {
      await checkSignOut(report, visitor, people);
    }
  } else report.remarks.push("Nothing else was asked of the program, and no password was sent.");
  if (settings.S3_BUCKET && settings.S3_ENDPOINT) {
    await checkBucket(report, { endpoint: settings.S3_ENDPOINT, bucket: settings.S3_BUCKET });
  }
  if (settings.DIRECT_URL) {
    const { checkDatabase } = await import("#src/processes/deployment-check/check-database.ts");
    await checkDatabase(report, settings.DIRECT_URL);
  } else report.remarks.push("Not asked: the database, since DIRECT_URL is not set.");
  process.stdout.write(reportText(report));
  return exitCodeOf(report);
}

function readOptions(): Given {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      student: { type: "string" },
      supervisor: { type: "string" },
      admin: { type: "string" },
      demo: { type: "boolean" },
      wait: { type: "string" },
    },
  });
  const parsed = given.safeParse(values);
  if (!parsed.success) {
    throw new UsageError(parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}\n`).join(""));
  }
  return parsed.data;
}

async function readAccounts(options: Given, settings: ReturnType<typeof checkSettings>): Promise<Record<Who, Account>> {
  const passwords: Record<Who, string | undefined> = {
    student: settings.CHECK_STUDENT_PASSWORD,
    supervisor: settings.CHECK_SUPERVISOR_PASSWORD,
    admin: settings.CHECK_ADMIN_PASSWORD,
  };
  const demoPassword = options.demo ? (await import("../../db/demo/people.ts")).demoPassword : undefined;
  const accounts: Partial<Record<Who, Account>> = {};
  for (const who of whos) {
    const email = options[who] ?? (options.demo ? `${who}@demo.test` : undefined);
    if (email === undefined) throw new UsageError(`--${who}: is needed, or --demo for the demo school\n`);
    const password =
      passwords[who] ?? demoPassword ?? (process.stdin.isTTY ? await askHidden(`Password of ${email}: `) : "");
    if (!password) throw new UsageError(`CHECK_${who.toUpperCase()}_PASSWORD: is needed where nobody can be asked\n`);
    accounts[who] = { email, password };
  }
  return accounts as Record<Who, Account>;
}

function askCode(who: Who): Promise<string> {
  return askHidden(`Code of the app for the ${who}: `);
}

/** Shows nothing of what is typed. */
async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_text, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return (await prompt.question("")).trim();
  } finally {
    prompt.close();
    process.stderr.write("\n");
  }
}

function isBare(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.pathname === "/" && url.username === "" && url.password === "" && url.search === "";
}

try {
  process.exitCode = await main();
} catch (error) {
  const isOfUse = error instanceof UsageError || (error instanceof TypeError && "code" in error);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isOfUse ? usage : ""}`);
  process.exitCode = 2;
}
