import { Readable } from "node:stream";
import pg from "pg";

/** What a connection of `pg` does beneath its queries; its types leave it out. */
type Wire = {
  stream: { pause(): void; resume(): void };
  query(text: string): void;
  sendCopyFromChunk(bytes: Buffer): void;
  endCopyFrom(): void;
};

export type Row = (string | null)[];

/**
 * A connection that speaks PostgreSQL's replication protocol (documentation, 54.4): commands for backups and the
 * write-ahead log in place of SQL. Its login needs REPLICATION, or is a superuser.
 */
export class Replication {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** @param name under which `pg_stat_activity` lists it */
  static async open(url: string, name: string): Promise<Replication> {
    const address = new URL(url);
    address.searchParams.set("replication", "true");
    address.searchParams.set("application_name", name);
    const client = new pg.Client({ connectionString: address.toString(), connectionTimeoutMillis: 10_000 });
    // A connection that is lost fails its command, whose caller handles that.
    client.on("error", () => {});
    await client.connect();
    return new Replication(client);
  }

  /** The rows of all results of a command. */
  async ask(command: string): Promise<Row[]> {
    const copy = this.begin(command);
    for await (const _ of copy.pieces);
    return copy.rows;
  }

  /** Sends a command whose answer is a copy: rows may come before the pieces and behind them. */
  begin(command: string): Copy {
    const copy = new Copy(command);
    this.#client.query(copy);
    return copy;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

/** Data that comes in pieces, no faster than they are read. */
export class Copy {
  readonly rows: Row[] = [];
  readonly pieces: Readable;
  readonly #command: string;
  #wire: Wire | undefined;

  constructor(command: string) {
    this.#command = command;
    this.pieces = new Readable({
      objectMode: true,
      highWaterMark: 32,
      read: () => this.#wire?.stream.resume(),
    });
  }

  /** Answers the server, where the copy goes both ways. */
  send(bytes: Buffer): void {
    this.#wire?.sendCopyFromChunk(bytes);
  }

  /** Tells the server, where the copy goes both ways, that no more is wanted; the pieces end when it agrees. */
  end(): void {
    this.#wire?.endCopyFrom();
  }

  // What `pg` calls of a query.

  submit(connection: unknown): void {
    this.#wire = connection as Wire;
    this.#wire.query(this.#command);
  }

  handleDataRow({ fields }: { fields: Row }): void {
    this.rows.push(fields);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // Copied, since the bytes are of a buffer that is used again.
    if (!this.pieces.push(Buffer.from(chunk))) this.#wire?.stream.pause();
  }

  handleReadyForQuery(): void {
    this.pieces.push(null);
  }

  handleError(error: Error): void {
    this.pieces.destroy(error);
  }

  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
}

/** A place in the write-ahead log: bytes since its beginning. `16/B374D848` as PostgreSQL writes it. */
export function parsePosition(text: string): bigint {
  const [high = "", low = ""] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

export function formatPosition(position: bigint): string {
  return `${(position >> 32n).toString(16)}/${(position & 0xffff_ffffn).toString(16)}`.toUpperCase();
}
