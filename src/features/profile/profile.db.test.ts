import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));

const edit = (person: Person, body: unknown) => api.call(person, "PATCH", "/api/me", { body });
const me = async (person: Person) => (await api.get(person, "/api/me")).body;

function send(person: Person, content: Uint8Array, type = "image/jpeg", name = "me.jpg") {
  const raw = new FormData();
  raw.set("file", new File([new Uint8Array(content)], name, { type }));
  return api.call(person, "PUT", "/api/me/picture", { raw });
}

/** A photograph that lies on its side and says where it was taken. */
function photo(width = 600, height = 400, background = "#3366aa"): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .withExif({ IFD0: { Make: "Camera" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" } })
    .jpeg()
    .toBuffer();
}

describe("PATCH /api/me", () => {
  it("changes what is named and leaves the rest", async () => {
    expect((await edit("amina", { name: "Amina Okafor-Bell", pronouns: "she/her" })).body).toMatchObject({
      name: "Amina Okafor-Bell",
      pronouns: "she/her",
      timeZone: null,
    });
    await edit("amina", { timeZone: "America/New_York" });
    await edit("amina", { theme: "dark" });
    expect(await me("amina")).toMatchObject({
      name: "Amina Okafor-Bell",
      pronouns: "she/her",
      timeZone: "America/New_York",
      ownTimeZone: "America/New_York",
      theme: "dark",
    });
    await edit("amina", { pronouns: null, timeZone: null });
    expect(await me("amina")).toMatchObject({ pronouns: null, ownTimeZone: null, theme: "dark" });
  });

  it("is seen where the person is shown", async () => {
    await edit("amina", { pronouns: "they/them" });
    const { body } = await api.get("hansen", "/api/students", { query: { studentId: "amina" } });
    expect(body).toMatchObject({ items: [{ pronouns: "they/them" }] });
  });

  it.each([
    [{ name: "" }],
    [{ name: "\u202eevil" }],
    [{ name: "x".repeat(201) }],
    [{ name: null }],
    [{ pronouns: "" }],
    [{ pronouns: "x".repeat(41) }],
    [{ timeZone: "Middle/Earth" }],
    [{ timeZone: "+01:00" }],
    [{ theme: "blue" }],
    [{ role: "SCHOOL_ADMIN" }],
    [{ email: "other@two-schools.test" }],
    [{}],
  ])("refuses %j", async (body) => {
    const before = await me("ben");
    expect((await edit("ben", body)).status).toBe(422);
    expect(await me("ben")).toEqual(before);
  });

  it("is in the audit by its fields, without what they say", async () => {
    await edit("ben", { pronouns: "he/him" });
    const { rows } = await database
      .owner()
      .query("select actor_id, detail from audit_log where action = 'profile.edit' and entity_id = 'ben'");
    expect(rows).toEqual([{ actor_id: "ben", detail: { fields: ["pronouns"] } }]);
  });

  it("lets no change of two at once be lost", async () => {
    await Promise.all([
      edit("dora", { pronouns: "ze/zir" }),
      edit("dora", { theme: "light" }),
      edit("dora", { name: "Dora B" }),
    ]);
    expect(await me("dora")).toMatchObject({ pronouns: "ze/zir", theme: "light", name: "Dora B" });
  });
});

describe("a picture", () => {
  it("becomes a small square that says nothing of the camera, and no browser keeps it", async () => {
    const answer = await send("amina", await photo());
    expect(answer.status).toBe(200);
    const { picture } = answer.body as { picture: string };
    expect(await me("amina")).toMatchObject({ picture });
    const { rows } = await database.owner().query("select picture from users where id = 'amina'");
    const kept = await sharp(rows[0].picture).metadata();
    expect([kept.width, kept.height, kept.format, kept.exif]).toEqual([256, 256, "webp", undefined]);
    expect(rows[0].picture.length).toBeLessThan(20_000);
    const read = await api.get("hansen", picture);
    expect(read.headers.get("content-type")).toBe("image/webp");
    expect(read.headers.get("cache-control")).toBe("private, no-store");
    expect(read.headers.get("content-security-policy")).toContain("sandbox");
  });

  it("is seen by whoever may see the person, and by nobody else", async () => {
    await send("amina", await photo());
    const statuses = async (people: readonly Person[]) =>
      Promise.all(people.map(async (person) => (await api.get(person, "/api/users/amina/picture")).status));
    expect(await statuses(["amina", "hansen", "admin", "super"])).toEqual([200, 200, 200, 200]);
    expect(await statuses(["ben", "said", "carl", "foreign", "foreignAdmin"])).toEqual([404, 404, 404, 404, 404]);
    await send("hansen", await photo());
    expect((await api.get("amina", "/api/users/hansen/picture")).status).toBe(200);
  });

  it("is replaced under a new address, and removed at will, twice without harm", async () => {
    const first = (await send("ben", await photo(300, 300, "#ff0000"))).body as { picture: string };
    const second = (await send("ben", await photo(300, 300, "#00ff00"))).body as { picture: string };
    expect(second.picture).not.toBe(first.picture);
    for (let time = 0; time < 2; time += 1) {
      expect((await api.call("ben", "DELETE", "/api/me/picture")).status).toBe(200);
    }
    expect(await me("ben")).toMatchObject({ picture: null });
    expect((await api.get("ben", second.picture)).status).toBe(404);
  });

  it.each([
    ["a text that calls itself a picture", Buffer.from("not a picture"), "image/png"],
    ["a drawing that can run programs", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "image/svg+xml"],
    ["a PDF", Buffer.from("%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n"), "image/jpeg"],
    ["a broken JPEG", Buffer.from("ffd8ffe000104a464946000101", "hex"), "image/jpeg"],
  ])("is not %s", async (_what, content, type) => {
    expect((await send("ben", content, type)).status).toBe(415);
    expect(await me("ben")).toMatchObject({ picture: null });
  });
});
