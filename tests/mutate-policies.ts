import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { migrateUp } from "#src/platform/db/migrations.ts";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { faultsAfter, faultsUnder, listMutations, type Mutation } from "./support/access/mutate.ts";
import { prepareProbes } from "./support/access/probe.ts";
import type { World } from "./support/access/relations.ts";
import type { CaughtElsewhere } from "./support/access/table-access.ts";
import { tableAccess } from "./support/access/tables.ts";
import { testSecret } from "./support/secret.ts";

/**
 * What `npm run mutate:policies` runs: widens each condition of each policy in turn and checks whether the rules of
 * each table notice. Prints those that they do not. It fails for one that nothing else catches, and for an entry of
 * `caughtElsewhere` that is no longer needed or whose constraint or trigger is not what catches it.
 */
const dir = mkdtempSync(join(tmpdir(), "competency-mutate-"));
chmodSync(dir, 0o711);
const server = await startEmbeddedPostgres({ dir, settings: { fsync: "off", synchronous_commit: "off" } });
const client = new pg.Client({ connectionString: server.url });
// Read when the first of the rows is sealed.
Object.assign(process.env, { APP_SECRET: testSecret, DATABASE_URL: server.url, DATA_DIR: dir });
try {
  await migrateUp(server.url);
  await client.connect();
  process.exitCode = await run(await prepareProbes(client));
} finally {
  await client.end();
  await server.stop();
  for (const folder of [server.home, dir]) rmSync(folder, { recursive: true, force: true });
}

async function run(world: World): Promise<number> {
  const mutations = await listMutations(client);
  const caughtElsewhere = Object.values(tableAccess).flatMap((table) => table.caughtElsewhere ?? []);
  const unneeded = new Set(caughtElsewhere);
  let lost = 0;
  let caught = 0;
  for (const mutation of mutations) {
    if ((await faultsUnder(client, world, mutation)).length > 0) continue;
    const entry = caughtElsewhere.find((other) => isFor(other, mutation));
    if (entry) unneeded.delete(entry);
    const isCaught = entry !== undefined && (await isWhatCatches(world, mutation, entry.without));
    if (isCaught) caught += 1;
    else lost += 1;
    print(`${isCaught ? "caught elsewhere" : "SURVIVES"}  ${nameOf(mutation)}`);
    if (entry) print(`    ${isCaught ? entry.reason : `the listed reason is not what catches it: ${entry.reason}`}`);
  }
  for (const { policy, clause, condition } of unneeded) print(`UNNEEDED  ${policy} ${clause}: ${condition}`);
  print(
    `${mutations.length} conditions widened: ${mutations.length - lost - caught} noticed, ${caught} caught elsewhere, ${lost} survive.`,
  );
  return lost + unneeded.size > 0 ? 1 : 0;
}

/** Without it, the rules notice the widened policy, and have nothing to say of the policy as it is. */
async function isWhatCatches(world: World, mutation: Mutation, without: string): Promise<boolean> {
  if ((await faultsAfter(client, world, mutation, without)).length > 0) return false;
  return (await faultsUnder(client, world, mutation, without)).length > 0;
}

function isFor({ policy, clause, condition }: CaughtElsewhere, mutation: Mutation): boolean {
  return policy === mutation.policy && clause === mutation.clause && condition.test(mutation.condition);
}

function nameOf({ policy, clause, condition }: Mutation): string {
  return `${policy} ${clause}: ${condition.replace(/\( SELECT (app\.\w+\(\)) AS \w+\)/g, "$1")}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
