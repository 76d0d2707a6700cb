import pg from "pg";
import { inspect } from "./probe.ts";
import type { World } from "./relations.ts";
import type { Verb } from "./table-access.ts";
import { widen } from "./widen.ts";

/** One policy with one of its conditions replaced by `true`. */
export type Mutation = {
  policy: string;
  table: string;
  verb: Verb;
  clause: "using" | "with check";
  condition: string;
  expression: string;
};

type Policy = { policy: string; table: string; command: string; using: string | null; check: string | null };

const verbOf: Record<string, Verb> = { SELECT: "read", INSERT: "add", UPDATE: "change", DELETE: "remove" };

/** Every widening of every policy that depends on the person. */
export async function listMutations(client: pg.Client): Promise<Mutation[]> {
  const { rows } = await client.query<Policy>(`
    select policyname as policy, tablename as table, cmd as command, qual as using, with_check as check
    from pg_policies where schemaname = 'public' and roles && array['authenticated', 'app_command']::name[]
    order by tablename, policyname`);
  return rows.flatMap(({ policy, table, command, using, check }) => {
    const verb = verbOf[command];
    if (!verb) throw new Error(`The policy ${policy} is for ${command}.`);
    const mutationsOf = (clause: Mutation["clause"], expression: string | null) =>
      widen(expression ?? "true").map((widening) => ({ policy, table, verb, clause, ...widening }));
    return [...mutationsOf("using", using), ...mutationsOf("with check", check)];
  });
}

/** @returns the faults that the rules find under the mutation, which is rolled back; it survives if there are none */
export async function faultsUnder(
  client: pg.Client,
  world: World,
  mutation: Mutation,
  alsoWithout?: string,
): Promise<string[]> {
  const { policy, table, clause, expression } = mutation;
  const widening = `alter policy ${pg.escapeIdentifier(policy)} on ${pg.escapeIdentifier(table)} ${clause} (${expression})`;
  return faultsAfter(client, world, mutation, alsoWithout ? `${alsoWithout}; ${widening}` : widening);
}

/** @returns the faults that the rules for the verb find after the SQL, which is rolled back */
export async function faultsAfter(
  client: pg.Client,
  world: World,
  { table, verb }: Pick<Mutation, "table" | "verb">,
  text: string,
): Promise<string[]> {
  await client.query("begin");
  try {
    await client.query(text);
    return (await inspect(client, world, table, verb)).faults;
  } finally {
    await client.query("rollback");
  }
}
