import pg from "pg";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { insertFile, sha256, storeFile } from "./installation.ts";

const writerCount = 8;
const pauseMs = 10;
const fileEvery = 25;

/** A write that was confirmed: the `number`th of its writer, at `at` (ms since 1970). */
export type Acknowledged = { writer: number; number: number; at: number };

/** What the writes of one writer come to: the words of its drafts and the hashes of its files, by their ids. */
export type Written = { drafts: Map<string, string>; files: Map<string, string> };

/**
 * People who save without pause, whatever is killed meanwhile. Each numbers its writes, one transaction each, and the number
 * is stored in the same transaction: so the rows of a restored database have to be those of a writer's first so many writes,
 * and the list here, which is outside of the installation, has to have no more of them.
 */
export class Writers {
  readonly acknowledged: Acknowledged[] = [];
  #isOver = false;
  #running: Promise<void>[] = [];

  start(databaseUrl: string, dir: string): void {
    this.#running = Array.from({ length: writerCount }, (_, writer) => this.#write(databaseUrl, dir, writer));
    // `stop` reports it.
    for (const writing of this.#running) writing.catch(() => {});
  }

  /** Those that wait for an answer get none. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  async #write(databaseUrl: string, dir: string, writer: number): Promise<void> {
    let client: pg.Client | undefined;
    for (let number = 1; !this.#isOver; ) {
      try {
        if (!client) {
          client = await connect(databaseUrl);
          // The answer to the last one may have been lost with the connection.
          if ((await stored(client, writer)) < number) await client.query(textOf(client, dir, writer, number));
        } else {
          await client.query(textOf(client, dir, writer, number));
        }
        this.acknowledged.push({ writer, number, at: Date.now() });
        number += 1;
        await sleep(pauseMs);
      } catch (error) {
        if (isRefusal(error)) throw error;
        await client?.end().catch(() => {});
        client = undefined;
        await sleep(50);
      }
    }
    await client?.end().catch(() => {});
  }
}

/** What the first `count` writes of a writer leave. */
export function writtenBy(writer: number, count: number): Written {
  const written: Written = { drafts: new Map(), files: new Map() };
  for (let number = 1; number <= count; number += 1) {
    const { act, id } = actOf(writer, number);
    if (act === "discard") written.drafts.delete(id);
    else if (act === "file") written.files.set(id, sha256(contentOf(id)));
    else written.drafts.set(id, wordsOf(writer, number));
  }
  return written;
}

export const writers = Array.from({ length: writerCount }, (_, writer) => writer);

export function counterOf(writer: number): string {
  return `drill-${writer}`;
}

/** Most begin a draft; others save one again, discard one, or attach a file. */
function actOf(writer: number, number: number): { act: "begin" | "save" | "discard" | "file"; id: string } {
  const idOf = (n: number) => `drill-${writer}-${n}`;
  if (number % fileEvery === 0) return { act: "file", id: idOf(number) };
  if (number % 5 === 4) return { act: "save", id: idOf(number - 1) };
  if (number % 5 === 0) return { act: "discard", id: idOf(number - 3) };
  return { act: "begin", id: idOf(number) };
}

function textOf(client: pg.Client, dir: string, writer: number, number: number): string {
  const { act, id } = actOf(writer, number);
  const draft = client.escapeLiteral(JSON.stringify({ words: wordsOf(writer, number) }));
  const change = {
    begin: () =>
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft)
       values ('${id}', 'bench', 'stu1', '${id}', 'sup1', 'DRAFT', ${draft})`,
    save: () => `update assessments set draft = ${draft} where id = '${id}'`,
    discard: () => `delete from assessments where id = '${id}'`,
    // Content is stored before the row that names it.
    file: () => insertFile(client, storeFile(dir, id, contentOf(id))),
  }[act]();
  return `begin; ${change};
    insert into leases (name, holder, expires_at, last_seq) values ('${counterOf(writer)}', 'drill', now(), ${number})
      on conflict (name) do update set last_seq = excluded.last_seq; commit`;
}

function wordsOf(writer: number, number: number): string {
  return `What writer ${writer} saved as number ${number}. `.repeat(1 + (number % 20));
}

function contentOf(id: string): Buffer {
  return Buffer.from(id.repeat(2_000));
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  // The triggers of the program refuse writes without an actor.
  await client.query("set session_replication_role = replica");
  return client;
}

/** An answer of the database that no repetition changes. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(08|53|57)/.test(error.code ?? "");
}

async function stored(client: pg.Client, writer: number): Promise<number> {
  const { rows } = await client.query<{ n: string }>("select last_seq as n from leases where name = $1", [
    counterOf(writer),
  ]);
  return Number(rows[0]?.n ?? 0);
}
