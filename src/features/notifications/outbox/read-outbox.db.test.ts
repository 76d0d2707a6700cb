import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import type { OutboxAnswer } from "#src/features/notifications/outbox/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { OutboxMailer } from "#src/platform/mail/outbox-mailer.ts";
import { OutboxTexter } from "#src/platform/sms/outbox-texter.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();
const folder = join(config.dataDir, "outbox");

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(subject: string): string {
  const id = newId();
  mkdirSync(folder, { recursive: true });
  const message = {
    id,
    from: "x",
    to: "a@b.test",
    subject,
    text: `Words of ${subject}`,
    sentAt: new Date().toISOString(),
  };
  writeFileSync(join(folder, `${id}.json`), JSON.stringify(message));
  return id;
}

const list = async (query = "") => (await api.get("super", `/api/outbox${query}`)).body as OutboxAnswer;

describe("the outbox", () => {
  it("is empty before anything was written", async () => {
    expect(await list()).toEqual({ isMailing: false, isTexting: false, items: [], nextCursor: null });
  });

  it("lists the latest first, in pages, without the words, and skips what is no message", async () => {
    const ids = Array.from({ length: 52 }, (_, n) => write(`Message ${n}`));
    writeFileSync(join(folder, "zz.json"), "{");
    writeFileSync(join(folder, `${ids[3]}.eml`), "");
    const first = await list();
    expect(first.items[0]).toMatchObject({ subject: "Message 51", to: "a@b.test", channel: "EMAIL" });
    expect(JSON.stringify(first)).not.toContain("Words of");
    const second = await list(`?cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.reverse());
    expect(second.nextCursor).toBeNull();
  });

  it("shows an SMS beside them, and of its number the last two digits", async () => {
    const outbox = new OutboxTexter(folder);
    await outbox.send({ id: "01900000-0000-7000-8000-000000000000.sms", to: "+447700900123", text: "North: Hello" });
    const { items } = await list();
    expect(items).toMatchObject([{ channel: "SMS", to: "••• 23", subject: "" }]);
    const { body } = await api.post("super", `/api/outbox/${items[0]?.id}/open`, {});
    expect(body).toMatchObject({ channel: "SMS", text: "North: Hello", to: "••• 23" });
  });

  it("opens a message that has an id of its own, as those of notifications have", async () => {
    const mailer = new OutboxMailer(folder, "x@north.test");
    await mailer.send({ id: "01900000-0000-7000-8000-000000000000.email", to: "a@b.test", subject: "One", text: "1" });
    mailer.close();
    const [line] = (await list()).items;
    expect((await api.post("super", `/api/outbox/${line?.id}/open`, {})).body).toMatchObject({ text: "1" });
  });

  it("opens a message, which the audit says", async () => {
    const id = write("One");
    const { body } = await api.post("super", `/api/outbox/${id}/open`, {});
    expect(body).toMatchObject({ subject: "One", text: "Words of One" });
    const { rows } = await database
      .owner()
      .query("select actor_id, entity_id from audit_log where action = 'outbox.open' order by id desc limit 1");
    expect(rows).toEqual([{ actor_id: "super", entity_id: id }]);
  });

  it.each([newId(), "..%2Fsecrets", "..%2F..%2Fsecrets"])("reads no other file: %s", async (id) => {
    expect((await api.post("super", `/api/outbox/${id}/open`, {})).status).toBeGreaterThanOrEqual(404);
  });
});
