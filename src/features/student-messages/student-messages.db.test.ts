import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => database.owner().query("delete from notification_queue"));

const send = (words: unknown, headers: Record<string, string> = {}) =>
  api.post("admin", "/api/students/amina/messages", { words }, headers);
const notices = async () =>
  (
    await database
      .owner()
      .query("select user_id, type, channel, content from notification_queue where channel = 'IN_APP'")
  ).rows;

describe("POST /api/students/:id/messages", () => {
  it("is a notice to this student alone, in the school's words, whatever is in them", async () => {
    const words = "Please bring {{your}} badge.\nRoom <b>4</b>, 10 o'clock";
    expect((await send(words)).status).toBe(201);
    expect(await notices()).toEqual([
      { user_id: "amina", type: "SYSTEM_ANNOUNCEMENT", channel: "IN_APP", content: expect.stringContaining(words) },
    ]);
    const { body } = await api.get("amina", "/api/notifications");
    expect(JSON.stringify(body)).toContain("{{your}} badge");
  });

  it("counts in the audit, without its words", async () => {
    await send("A word in private");
    const { rows } = await database
      .owner()
      .query(
        "select student_id, detail from audit_log where action = 'student.message' order by occurred_at desc limit 1",
      );
    expect(rows).toEqual([{ student_id: "amina", detail: { length: 17 } }]);
  });

  it("is sent once where it is repeated with its key", async () => {
    const key = { "idempotency-key": "one-message" };
    await send("Once", key);
    await send("Once", key);
    expect(await notices()).toHaveLength(1);
  });

  it.each([[""], ["   "], ["x".repeat(1001)], [null], ["\u0000"]])("refuses %j", async (words) => {
    expect((await send(words)).status).toBe(422);
    expect(await notices()).toEqual([]);
  });

  it("reaches nobody who left, and nobody who is no student", async () => {
    await database.owner().query("update users set status = 'LEFT' where id = 'ben'");
    for (const id of ["ben", "hansen", "carl", "nobody"]) {
      expect((await api.post("admin", `/api/students/${id}/messages`, { words: "Hello" })).status).toBe(404);
    }
    expect(await notices()).toEqual([]);
  });
});
