import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { SchoolAnswer, TermsAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query<Row>(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => rows("delete from terms"));

const read = async () => (await api.get("admin", "/api/school")).body as SchoolAnswer;
const change = (body: Record<string, unknown>, tag = "*") =>
  api.call("admin", "PATCH", "/api/school", { body, headers: { "if-match": tag } });

describe("the settings of a school", () => {
  it("are changed by what is named, under the revision that was read", async () => {
    const first = await api.get("admin", "/api/school");
    const tag = first.headers.get("etag") ?? "";
    const changed = await change({ reassessAfterDays: 21, confirmsGuests: true, color: "#7a1f5c" }, tag);
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    expect(await read()).toEqual({
      ...(first.body as SchoolAnswer),
      reassessAfterDays: 21,
      confirmsGuests: true,
      color: "#7a1f5c",
      revision: (first.body as SchoolAnswer).revision + 1,
    });
    expect((await change({ reassessAfterDays: 30 }, tag)).status).toBe(412);
    expect((await read()).reassessAfterDays).toBe(21);
    const [{ settings } = { settings: undefined }] = await rows<{ settings: unknown }>(
      "select settings from schools where id = 'north'",
    );
    expect(settings).toEqual({ confirmsGuests: true, countersigns: false, recordsAddresses: false });
    await change({ confirmsGuests: false });
  });

  it("are refused without If-Match, and as values that nothing could count by", async () => {
    expect((await api.call("admin", "PATCH", "/api/school", { body: {} })).status).toBe(428);
    for (const [path, body] of [
      ["timeZone", { timeZone: "Europe/Atlantis" }],
      ["timeZone", { timeZone: "+02:00" }],
      ["academicYearStarts", { academicYearStarts: "02-30" }],
      ["color", { color: "red" }],
      ["reassessAfterDays", { reassessAfterDays: 0 }],
      ["dueReminderDays.0", { dueReminderDays: [61] }],
      ["dueReminderDays.1", { dueReminderDays: [7, 0.5] }],
      ["dueReminderDays", { dueReminderDays: [7, 7] }],
      ["dueReminderDays", { dueReminderDays: [5, 4, 3, 2, 1] }],
    ] as const) {
      const answer = await change(body);
      expect(answer.status).toBe(422);
      expect((answer.body as { errors: { path: string }[] }).errors.map((error) => error.path)).toEqual([path]);
    }
  });

  it("say how many days before a due date students are reminded, or that nobody is", async () => {
    expect((await read()).dueReminderDays).toEqual([7, 1]);
    for (const days of [[3, 14], []]) {
      expect((await change({ dueReminderDays: days })).status).toBe(200);
      expect((await read()).dueReminderDays).toEqual(days.toReversed());
    }
  });

  it("move the school's day with its time zone", async () => {
    const dayOf = async () => {
      const [row] = await rows<{ day: string }>(
        "select (now() at time zone time_zone)::date::text as day from schools where id = 'north'",
      );
      return row?.day;
    };
    expect((await change({ timeZone: "Pacific/Kiritimati" })).status).toBe(200);
    const east = await dayOf();
    expect((await change({ timeZone: "Pacific/Pago_Pago" })).status).toBe(200);
    const me = await api.get("amina", "/api/me");
    expect(me.body).toMatchObject({ schoolTimeZone: "Pacific/Pago_Pago" });
    expect(await dayOf()).not.toBe(east);
    await change({ timeZone: "UTC" });
  });

  it("let two admins who change at once not undo each other", async () => {
    const tag = `"${(await read()).revision}"`;
    const both = await Promise.all([change({ reassessAfterDays: 5 }, tag), change({ reassessAfterDays: 6 }, tag)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it("leave to the operator whether the school is open and how much room it has", async () => {
    const owner = database.owner();
    for (const set of ["status = 'SUSPENDED', suspended_at = now(), suspended_reason = 'x'", "max_students = 9"]) {
      await owner.query("begin");
      await owner.query(
        `select set_config('role', 'app_command', true), set_config('app.user_id', 'admin', true),
           set_config('app.user_role', 'SCHOOL_ADMIN', true), set_config('app.school_id', 'north', true)`,
      );
      await expect(owner.query(`update schools set ${set} where id = 'north'`)).rejects.toMatchObject({
        constraint: "schools_limits_guard",
      });
      await owner.query("rollback");
    }
  });
});

describe("the logo of a school", () => {
  const send = (content: BlobPart, name = "logo.png") => {
    const raw = new FormData();
    raw.set("file", new File([content], name, { type: "image/png" }));
    return api.call("admin", "POST", "/api/school/logo", { raw });
  };

  it("is drawn again into its box, and everybody of the school sees it", async () => {
    const picture = await sharp({ create: { width: 900, height: 300, channels: 3, background: "#7a1f5c" } })
      .withExif({ IFD0: { Copyright: "secret place" } })
      .png()
      .toBuffer();
    const answer = await send(new Uint8Array(picture));
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const { logo } = answer.body as { logo: string };
    expect((await read()).logo).toBe(logo);
    const [stored] = await rows<{ content: Buffer }>("select content from school_logos where school_id = 'north'");
    const { width, height, format, exif } = await sharp(stored?.content).metadata();
    expect([width, height, format, exif]).toEqual([288, 96, "webp", undefined]);
    const shown = await api.get("amina", logo);
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect(shown.headers.get("cache-control")).toContain("immutable");
    expect((await api.get("carl", "/api/school/logo")).status).toBe(404);
    expect((await api.call("admin", "DELETE", "/api/school/logo")).status).toBe(200);
    expect((await read()).logo).toBeNull();
    expect((await api.get("amina", "/api/school/logo")).status).toBe(404);
  });

  it("is refused as what is no picture", async () => {
    expect((await send("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")).status).toBe(415);
    expect((await send("not a picture")).status).toBe(415);
    expect((await send(new Uint8Array(3 * 1024 * 1024))).status).toBe(413);
  });
});

describe("terms", () => {
  const add = (startsOn: string, endsOn: string, more: Record<string, unknown> = {}) =>
    api.post("admin", "/api/terms", { name: startsOn, startsOn, endsOn, ...more });

  it("share no day unless that is said", async () => {
    expect((await add("2026-09-01", "2026-12-18")).status).toBe(201);
    const overlap = await add("2026-12-18", "2027-02-01");
    expect(overlap).toMatchObject({
      status: 422,
      body: { errors: [{ path: "startsOn", message: "overlaps 2026-09-01" }] },
    });
    expect((await add("2026-12-18", "2027-02-01", { mayOverlap: true })).status).toBe(201);
    const { items } = (await api.get("admin", "/api/terms")).body as TermsAnswer;
    expect(items.map(({ startsOn }) => startsOn)).toEqual(["2026-12-18", "2026-09-01"]);
  });

  it("of the same days that are added at once are one", async () => {
    const both = await Promise.all([1, 2].map(() => add("2030-01-01", "2030-03-01")));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it("are changed and deleted", async () => {
    const { id } = (await add("2026-09-01", "2026-12-18")).body as { id: string };
    const body = { name: "Autumn", startsOn: "2026-09-02", endsOn: "2026-12-18" };
    expect((await api.call("admin", "PUT", `/api/terms/${id}`, { body })).status).toBe(200);
    expect((await api.call("foreignAdmin", "PUT", `/api/terms/${id}`, { body })).status).toBe(404);
    expect((await api.call("foreignAdmin", "DELETE", `/api/terms/${id}`)).status).toBe(404);
    expect((await api.call("admin", "DELETE", `/api/terms/${id}`)).status).toBe(200);
    expect((await api.get("admin", "/api/terms")).body).toEqual({ items: [] });
  });
});

describe("the room of a school", () => {
  it("ends at its number of students, also for two who add at once; who left does not count", async () => {
    await rows("update schools set max_students = 3 where id = 'north'");
    const add = (id: string) =>
      rows(
        "insert into users (id, school_id, name, email, role) values ($1, 'north', $1, $1 || '@x.test', 'STUDENT')",
        [id],
      );
    await expect(add("one_more")).rejects.toMatchObject({ constraint: "schools_students_limit" });
    await rows("update users set status = 'LEFT' where id = 'dora'");
    await add("instead");
    await expect(rows("update users set status = 'ACTIVE' where id = 'dora'")).rejects.toMatchObject({
      constraint: "schools_students_limit",
    });
    await rows("delete from users where id = 'instead'");
    await rows("update users set status = 'ACTIVE' where id = 'dora'");
    await rows("update schools set max_students = null where id = 'north'");
  });

  it("ends at its bytes, which an upload says", async () => {
    await rows(
      "update schools set max_storage_bytes = (select coalesce(sum(size_bytes), 0) + 4 from files where school_id = 'north') where id = 'north'",
    );
    const raw = new FormData();
    raw.set("file", new File(["observed"], "note.txt", { type: "text/plain" }));
    const answer = await api.call("amina", "POST", "/api/files", { raw });
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining("more room") } });
    await rows("update schools set max_storage_bytes = null where id = 'north'");
  });
});
