import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkBucket } from "./check-bucket.ts";
import { checkSupabase } from "./check-supabase.ts";
import { newReport } from "./report.ts";

type Answers = Record<string, { status: number; body: unknown }>;

const anonKey = `sb_publishable_${"a".repeat(20)}`;
const student = {
  account: { email: "student@school.test", password: "s3cret-of-the-student" },
  signedIn: { token: "token-of-the-program", userId: "student_1" },
};

/** What a project answers that is set up as docs/deploy-supabase-vercel.md says, by the words of its services. */
const sound: Answers = {
  "GET /rest/v1 key": { status: 401, body: { code: "42501", message: "permission denied for table users" } },
  "GET /rest/v1 token": { status: 200, body: [{ student_id: "student_1" }] },
  "GET /rest/v1 grant": { status: 200, body: [{ student_id: "uuid-of-student" }] },
  "GET /auth/v1/settings": { status: 200, body: { disable_signup: true, external: { email: true } } },
  "POST /auth/v1/token": { status: 200, body: { access_token: "token-of-the-grant", user: { id: "uuid-of-student" } } },
  "POST /auth/v1/logout": { status: 204, body: null },
  "GET /storage/v1/object/public/evidence/nothing": {
    status: 400,
    body: { statusCode: "404", error: "Bucket not found", message: "Bucket not found" },
  },
  "POST /storage/v1/object/list/evidence": { status: 200, body: [] },
  "GET /evidence": { status: 403, body: "AccessDenied" },
};

describe("the check of a Supabase project", () => {
  let server: Server;
  let url = "";
  let answers = sound;
  let asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = nameOf(request);
      asked.push(name);
      const { status, body } = answers[name] ?? { status: 404, body: { message: "not found" } };
      response.writeHead(status, { "content-type": "application/json" }).end(body === null ? "" : JSON.stringify(body));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  function nameOf({ method, url: target = "", headers }: IncomingMessage): string {
    const [path = ""] = target.split("?");
    if (!path.startsWith("/rest/")) return `${method} ${path}`;
    const bearer = headers.authorization?.replace("Bearer token-of-the-", "");
    return `${method} /rest/v1 ${bearer === undefined ? "key" : bearer === "program" ? "token" : bearer}`;
  }

  async function check(put: Answers = {}) {
    answers = { ...sound, ...put };
    asked = [];
    const report = newReport();
    await checkSupabase(report, { url, anonKey, bucket: "evidence" }, student);
    await checkBucket(report, { endpoint: url, bucket: "evidence" });
    expect(JSON.stringify(report.rows)).not.toMatch(/s3cret|token-of|sb_publishable/);
    return report.rows;
  }

  it("finds a sound one OK", async () => {
    const rows = await check();
    expect(rows.filter(({ verdict }) => verdict !== "OK")).toEqual([]);
    expect(rows.map(({ name }) => name)).toEqual([
      ...["PostgREST: key", "PostgREST: student", "sign-ups", "storage bucket", "bucket"],
    ]);
    expect(asked).not.toContain("POST /auth/v1/token");
  });

  it("takes a token of Supabase Auth where the program's is refused, and ends its session", async () => {
    const refused = { status: 401, body: { code: "PGRST301" } };
    const rows = await check({ "GET /rest/v1 token": refused });
    expect(rows[1]).toMatchObject({ verdict: "OK", found: "a student reads 3 rows, all their own" });
    expect(asked).toContain("POST /auth/v1/logout");
    const none = await check({ "GET /rest/v1 token": refused, "POST /auth/v1/token": { status: 400, body: {} } });
    expect(none[1]).toMatchObject({ verdict: "OK", found: "takes no token of a student" });
  });

  it.each<[string, Answers, string, RegExp]>([
    [
      "rows for the public key",
      { "GET /rest/v1 key": { status: 200, body: [{ id: "student_1" }] } },
      "PostgREST: key",
      /reads users/,
    ],
    ["a door that is away", { "GET /rest/v1 key": { status: 503, body: {} } }, "PostgREST: key", /answered 503/],
    [
      "rows of others",
      { "GET /rest/v1 token": { status: 200, body: [{ student_id: "student_1" }, { student_id: "student_2" }] } },
      "PostgREST: student",
      /rows of others in student_progress/,
    ],
    [
      "sign-ups that are on",
      { "GET /auth/v1/settings": { status: 200, body: { disable_signup: false } } },
      "sign-ups",
      /anybody can sign up/,
    ],
    [
      "a public bucket",
      {
        "GET /storage/v1/object/public/evidence/nothing": {
          status: 400,
          body: { statusCode: "404", error: "not_found", message: "Object not found" },
        },
      },
      "storage bucket",
      /is public/,
    ],
    [
      "a bucket of which it is not told",
      { "GET /storage/v1/object/public/evidence/nothing": { status: 404, body: { message: "no Route" } } },
      "storage bucket",
      /does not say/,
    ],
    [
      "a bucket that the public key lists",
      { "POST /storage/v1/object/list/evidence": { status: 200, body: [{ name: "a.pdf" }] } },
      "storage bucket",
      /lists the bucket/,
    ],
    [
      "a bucket that anybody lists",
      { "GET /evidence": { status: 200, body: "<ListBucketResult/>" } },
      "bucket",
      /list/,
    ],
    ["a bucket that is away", { "GET /evidence": { status: 500, body: "" } }, "bucket", /answered 500/],
  ])("says %s", async (_name, put, row, found) => {
    const faults = (await check(put)).filter(({ verdict }) => verdict !== "OK");
    expect(faults.map(({ name }) => name)).toEqual([row]);
    expect(faults[0]?.found).toMatch(found);
  });
});
