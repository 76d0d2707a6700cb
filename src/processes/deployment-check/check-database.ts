import { readFileSync } from "node:fs";
import pg from "pg";
import { migrationStatus } from "#src/platform/db/migrations.ts";
import { snapshotPath, takeSnapshot } from "#src/platform/db/snapshot.ts";
import { Fault, type Report } from "#src/processes/deployment-check/report.ts";

const connectMs = 10_000;
const queryMs = 60_000;
const migrate = "Run npm run db:migrate with this version's migrations.";
const published = ["events", "notification_queue"];

/** The database as its owner sees it; writes nothing. */
export async function checkDatabase(report: Report, directUrl: string): Promise<void> {
  const url = bounded(directUrl);
  await report.check("migrations", { remedy: migrate }, async () => {
    const { applied, pending } = await migrationStatus(url).catch((error: unknown) => {
      // Without a code it is ours, and names migrations alone.
      if (error instanceof Error && error.constructor === Error && !("code" in error)) throw new Fault(error.message);
      throw error;
    });
    if (pending.length > 0) throw new Fault(`${pending.length} have not run, the first is ${pending[0]}`);
    return `all ${applied.length} have run`;
  });
  let live: string | undefined;
  const readSchema = async () => {
    live ??= await takeSnapshot(url);
    return { wanted: readFileSync(snapshotPath, "utf8"), live };
  };
  await report.check("policies", { remedy: `${migrate} Somebody changed them by hand.` }, async () => {
    const { wanted, live } = await readSchema();
    throwDifference("row-level security", isolationOf(wanted), isolationOf(live));
    throwDifference("policy", policiesOf(wanted), policiesOf(live));
    return `all ${policiesOf(wanted).size} are there, on every table`;
  });
  await report.check("roles", { remedy: `${migrate} It makes the roles app_* and sets their passwords.` }, async () => {
    const { wanted, live } = await readSchema();
    throwDifference("role", rolesOf(wanted), rolesOf(live));
    return "are as the migrations make them";
  });
  await report.check(
    "publication",
    { remedy: "Run what db/migrations/0162_realtime_channels.sql does at its end, as the project's user postgres." },
    () => readPublication(url),
  );
}

/** The client gives up by itself: behind a pooler the server may not be told to. */
function bounded(directUrl: string): string {
  const url = new URL(directUrl);
  url.searchParams.set("connectionTimeoutMillis", String(connectMs));
  url.searchParams.set("query_timeout", String(queryMs));
  return url.toString();
}

/** @param what names one line of both */
function throwDifference(what: string, wanted: ReadonlySet<string>, live: ReadonlySet<string>): void {
  const missing = [...wanted].filter((line) => !live.has(line));
  const added = [...live].filter((line) => !wanted.has(line));
  const [first] = missing.length > 0 ? missing : added;
  if (first === undefined) return;
  const name = first.split("\n")[0] ?? "";
  throw new Fault(
    missing.length > 0
      ? `${missing.length} × ${what} missing, first: ${name}`
      : `${added.length} × ${what} added, first: ${name}`,
  );
}

/** The lines of a section of `db/schema.sql`. */
function sectionOf(schema: string, title: string): string[] {
  const start = schema.indexOf(`\n-- ${title}\n\n`);
  if (start < 0) return [];
  const from = start + title.length + 6;
  const end = schema.indexOf("\n\n-- ", from);
  return schema.slice(from, end < 0 ? undefined : end).split("\n");
}

/** Each with all of its lines. */
function policiesOf(schema: string): Set<string> {
  const statements = sectionOf(schema, "Policies").join("\n").split(";\n");
  return new Set(
    statements.map((text) => text.replace(/;\n?$/, "").trim()).filter((text) => isOurs(text) && text !== ""),
  );
}

/** Supabase has tables of its own beside the one that we add to its schema. */
function isOurs(statement: string): boolean {
  return !/^create policy \S+ on auth\./.test(statement);
}

function isolationOf(schema: string): Set<string> {
  const lines = schema.split("\n").filter((line) => /^alter table .* (enable|force) row level security;$/.test(line));
  return new Set(lines.filter((line) => !line.startsWith("alter table auth.")));
}

function rolesOf(schema: string): Set<string> {
  return new Set(sectionOf(schema, "Login roles and what they are").filter((line) => line.startsWith("-- app_")));
}

async function readPublication(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Found>(selectFound);
    const [found] = rows;
    if (!found?.isRealtime) return "no Supabase Realtime here";
    if (!found.isPublication) throw new Fault("there is no publication supabase_realtime");
    const missing = published.filter((table) => !found.tables.includes(table));
    if (missing.length > 0) throw new Fault(`supabase_realtime lacks ${missing.join(", ")}`);
    const more = found.tables.filter((table) => !published.includes(table));
    if (more.length > 0) throw new Fault(`supabase_realtime also publishes ${more.join(", ")}`);
    if (!found.isFollowed) throw new Fault("realtime.messages has no policy events_followed");
    return `${published.join(" and ")}, and private channels`;
  } finally {
    await client.end();
  }
}

type Found = { isRealtime: boolean; isPublication: boolean; isFollowed: boolean; tables: string[] };

const selectFound = `
  select to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null as "isRealtime",
    exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') as "isPublication",
    exists (select from pg_catalog.pg_policies where schemaname = 'realtime' and policyname = 'events_followed') as "isFollowed",
    array(select tablename::text from pg_catalog.pg_publication_tables
      where pubname = 'supabase_realtime' and schemaname = 'public' order by 1) as tables`;
