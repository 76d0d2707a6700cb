import { once } from "node:events";
import http from "node:http";
import { type AddressInfo, connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Endpoint } from "#src/platform/http/endpoint.ts";
import { type ApiAnswer, arrangeTwoSchools, useApi } from "../support/api.ts";
import { countChanges } from "../support/changes.ts";
import { useDatabase } from "../support/database.ts";
import { makeExamples } from "../support/examples.ts";
import { naughtyStrings, wrongValues } from "../support/naughty.ts";
import { type Person, people } from "../support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const examples = makeExamples(() => database.owner());

/** How often a row was changed. */
let changes: () => Promise<number>;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  changes = await countChanges(database.owner());
  await api.removeLimits();
});

const { endpoints } = await import("#src/http/endpoints.ts");
const { createApi } = await import("#src/http/api.ts");
const { acceptTarget } = await import("#src/http/request-target.ts");

/** A person of the north who may use the endpoint. */
function userOf(permission: Endpoint["permission"]): Person {
  const order: Person[] = ["hansen", "admin", "super", "amina"];
  if (permission === "public") throw new Error("a public endpoint has no permission");
  const found = order.find((person) => permission.roles[people[person].role] !== undefined);
  if (!found) throw new Error(`nobody may use ${permission.name}`);
  return found;
}

/** How many of the strings each field meets: together the fields of the API meet all of them many times. */
const stringsPerField = 8;
let handedOut = 0;

/** So many of the list, the next ones each time; all of them in `npm run soak`. */
function nextOf<Item>(list: readonly Item[], count: number): readonly Item[] {
  if (process.env.SOAK || count >= list.length) return list;
  const from = handedOut;
  handedOut += count;
  return Array.from({ length: count }, (_, at) => list[(from + at) % list.length] as Item);
}

/** Longer than any body may be. */
const huge = JSON.stringify({ x: "y".repeat(20 * 1024 * 1024) });

type Leaf = { path: (string | number)[]; value: unknown };

function leavesOf(value: unknown, path: (string | number)[] = []): Leaf[] {
  const own: Leaf[] = path.length > 0 ? [{ path, value }] : [];
  if (Array.isArray(value)) return [...own, ...value.flatMap((entry, index) => leavesOf(entry, [...path, index]))];
  if (value !== null && typeof value === "object") {
    return [...own, ...Object.entries(value).flatMap(([key, entry]) => leavesOf(entry, [...path, key]))];
  }
  return own;
}

function withLeaf(source: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(source) as Record<string | number, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
  return copy;
}

/** As counted after the last refusal of a test: to count takes as long as the request. */
let known: number | undefined;
beforeEach(() => {
  known = undefined;
});

async function expectCalm(send: () => Promise<ApiAnswer>, what: string): Promise<ApiAnswer> {
  const before = known ?? (await changes());
  const answer = await send();
  expect(answer.status, what).toBeLessThan(500);
  if (answer.status >= 400) {
    expect(answer.headers.get("content-type"), what).toContain("application/problem+json");
    known = await changes();
    expect(known, `${what}: a refusal changes nothing`).toBe(before);
  } else known = undefined;
  return answer;
}

/** Bodies that name every optional field, so that each is tried. */
const fullBodies: Record<string, unknown> = {
  "POST /api/competency-assessments": {
    studentId: "amina",
    competencyId: "competency_north",
    evaluationData: {
      overallRating: 3,
      criteria: [{ rubricId: "rubric_north", score: 3, comment: "ok" }],
      observedAt: "2026-03-01T09:00:00Z",
      method: "DOPS",
      rotationId: "rotation_north",
      feedback: "f",
      strengths: "s",
      nextSteps: "n",
      privateNote: "p",
    },
    evidenceFiles: [],
    metadata: { device: "phone", nested: { deep: [1, "two"] } },
  },
  "POST /api/competency-frameworks/imports/:id/commit": {
    title: "t",
    programId: "program_north",
    innerCompetencies: ["a"],
    excluded: ["b"],
    ratingScaleId: "scale_entrustment",
    targetRating: 4,
    scoringMethod: "LATEST",
    requiredObservations: 1,
    requiredEvaluators: 1,
    requiredDays: 1,
    publish: true,
  },
  "POST /api/competency-deployments": {
    templateId: "template_north",
    targetGroups: [{ type: "cohort", id: "cohort_north" }],
    effectiveDate: "2026-01-01T00:00:00Z",
    dueDate: "2026-12-31",
    competencyIds: ["competency_north"],
    notifications: false,
  },
};

const writing = endpoints.filter(({ input, permission }) => input.body && permission !== "public" && !input.upload);

describe.each(writing.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s",
  (name, endpoint) => {
    const person = userOf(endpoint.permission);

    it("answers every wrong value and every hostile string without a fault [V1.4.2] [V2.2.1]", {
      timeout: 120_000,
    }, async () => {
      const example = examples[name];
      if (!example) throw new Error(`${name} has no example`);
      const { path, body } = await example.call("amina");
      const full = fullBodies[name] ?? body;
      const leaves = leavesOf(full);
      for (const leaf of leaves) {
        const values =
          typeof leaf.value === "string" ? [...wrongValues, ...nextOf(naughtyStrings, stringsPerField)] : wrongValues;
        for (const value of values) {
          const changed = withLeaf(full, leaf.path, value);
          const what = `${leaf.path.join(".")} = ${JSON.stringify(value)?.slice(0, 60)}`;
          await expectCalm(() => api.call(person, endpoint.method, path, { body: changed }), what);
        }
      }
    });

    it("refuses bodies that are not a JSON object [V2.2.2]", async () => {
      const { path } = (await examples[name]?.call("amina")) ?? { path: "" };
      for (const raw of ["", "null", "[]", "1", '"text"', "{", '{"a":1}garbage', '{"__proto__":{"isAdmin":true}}']) {
        const answer = await expectCalm(
          () => api.call(person, endpoint.method, path, { raw, headers: { "content-type": "application/json" } }),
          raw,
        );
        if (raw !== "") expect([400, 422], `${raw}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
      }
      const form = await api.call(person, endpoint.method, path, {
        raw: "a=1",
        headers: { "content-type": "text/plain" },
      });
      expect(form.status).toBe(415);
      const tooLarge = await api.call(person, endpoint.method, path, {
        raw: huge,
        headers: { "content-type": "application/json" },
      });
      expect([413, 422]).toContain(tooLarge.status);
    });
  },
);

/** JSON text of this many levels. */
function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
}

describe("deeply nested JSON", () => {
  it.each(writing.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    "%s refuses it in every field",
    { timeout: 60_000 },
    async (name, endpoint) => {
      const { path, body } = (await examples[name]?.call("amina")) ?? { path: "" };
      const full = fullBodies[name] ?? body ?? {};
      const mark = "the deep value";
      const bodies = [
        ...leavesOf(full).map((leaf) => withLeaf(full, leaf.path, mark)),
        { ...(full as object), more: mark },
      ];
      for (const marked of bodies) {
        for (const levels of nextOf([9, 5_000, 20_000], 1)) {
          const raw = JSON.stringify(marked).replace(`"${mark}"`, nested(levels));
          const what = JSON.stringify(marked).slice(0, 200);
          const answer = await expectCalm(
            () =>
              api.call(userOf(endpoint.permission), endpoint.method, path, {
                raw,
                headers: { "content-type": "application/json" },
              }),
            what,
          );
          expect([413, 422], `${what}: ${answer.status}`).toContain(answer.status);
        }
      }
    },
  );
});

describe("text that is accepted", () => {
  const storable = naughtyStrings.filter(
    (text) => text.length <= 4000 && !text.includes("\u0000") && text.isWellFormed(),
  );

  it.each(storable.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    "is returned unchanged: %s",
    async (_name, text) => {
      const answer = await api.post("hansen", "/api/competency-assessments", {
        studentId: "amina",
        competencyId: "competency_north",
        evaluationData: {
          overallRating: 3,
          feedback: text,
          strengths: text,
          nextSteps: text,
          privateNote: text,
          criteria: [{ rubricId: "rubric_north", score: 3, comment: text }],
        },
        metadata: { text },
      });
      expect(answer.status).toBe(201);
      const { assessmentId } = answer.body as { assessmentId: string };
      const view = (await api.get("hansen", `/api/competency-assessments/${assessmentId}`)).body as {
        metadata: { text: string };
        evaluations: {
          feedback: string;
          strengths: string;
          nextSteps: string;
          privateNote: string | null;
          criteria: { comment: string }[];
        }[];
      };
      const evaluation = view.evaluations[0];
      expect(evaluation?.feedback).toBe(text || null);
      expect(evaluation?.strengths).toBe(text || null);
      expect(evaluation?.nextSteps).toBe(text || null);
      expect(evaluation?.privateNote ?? "").toBe(text);
      expect(evaluation?.criteria[0]?.comment).toBe(text || null);
      expect(view.metadata.text).toBe(text);
    },
  );

  it("is refused where it could not be returned unchanged [V1.2.3]", async () => {
    for (const feedback of ["nul\u0000inside", "\ud83d alone", "x".repeat(100_000)]) {
      const answer = await api.post("hansen", "/api/competency-assessments", {
        studentId: "amina",
        competencyId: "competency_north",
        evaluationData: { overallRating: 3, feedback },
      });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ path: "evaluationData.feedback" }] });
    }
  });
});

describe("queries", () => {
  const shortStrings = naughtyStrings.filter((text) => text.length < 5000);
  const reading = endpoints.filter(
    ({ input, permission, method }) => input.query && permission !== "public" && method === "GET",
  );

  it.each(reading.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    "%s meets naughty parameters with calm",
    { timeout: 60_000 },
    async (name, endpoint) => {
      const person = userOf(endpoint.permission);
      const { path } = (await examples[name]?.call("amina")) ?? { path: "" };
      const keys = [...Object.keys((endpoint.input.query as { shape?: object }).shape ?? {}), "unknown"];
      for (const key of keys) {
        for (const value of nextOf(shortStrings, stringsPerField)) {
          const answer = await api.get(person, path, { query: { [key]: value } });
          expect(answer.status, `${key} = ${JSON.stringify(value).slice(0, 60)}`).toBeLessThan(500);
        }
      }
      const repeated = await api.get(person, `${path}?limit=1&limit=2`);
      expect(repeated.status).toBe(422);
    },
  );

  const paged = reading.filter(({ input }) => "cursor" in ((input.query as { shape?: object }).shape ?? {}));

  it.each(paged.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    "%s meets hostile cursors with calm",
    { timeout: 60_000 },
    async (name, endpoint) => {
      const { path } = (await examples[name]?.call("amina")) ?? { path: "" };
      const values: unknown[] = [
        "2026-01-01T00:00:00.000000 Nowhere/Nothing",
        "2026-01-01 00:00:00+99",
        "2026-13-45T99:99:99.000000Z",
        "0000-01-01T00:00:00.000000Z",
        "infinity",
        "now",
        "a'; --",
        "x".repeat(1200),
        "\ud800",
        "a\u0000b",
        1e300,
        -1.5,
        2 ** 31,
        null,
        true,
        [],
        {},
      ];
      const cursors = [1, 2, 3].flatMap((count) => values.map((value) => JSON.stringify(Array(count).fill(value))));
      for (const text of [...cursors, "", "[", "{}", "null", nested(5_000).slice(0, 3_000), "[".repeat(3_000)]) {
        const cursor = Buffer.from(text).toString("base64url");
        const answer = await api.get(userOf(endpoint.permission), path, { query: { cursor } });
        // A list of names or identifiers has no reason to refuse some of them.
        expect([200, 400, 422], `${text.slice(0, 80)}: ${answer.status}`).toContain(answer.status);
      }
    },
  );

  it("answers hostile identifiers in the path without a fault [V1.1.1]", async () => {
    for (const text of naughtyStrings.filter((one) => one.length < 2000 && one.isWellFormed())) {
      const answer = await api.get("hansen", `/api/competency-assessments/${encodeURIComponent(text)}`);
      expect(answer.status, JSON.stringify(text)).toBeLessThan(500);
    }
  });
});

describe("odd requests", () => {
  let server: http.Server;
  let port = 0;

  beforeAll(async () => {
    const listen = getRequestListener(createApi().fetch, { overrideGlobalObjects: false });
    server = http.createServer((request, response) => {
      if (acceptTarget(request, response)) void listen(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it("for a host that is not ours are refused, on every address but those of probes", async () => {
    for (const path of ["/", "/api/auth/session", "/dashboard", "/metrics", "/_next/static/x.js"]) {
      expect(await statusOf(`GET ${path}`, "Host: evil.test"), path).toBe(421);
      expect(await statusOf(`POST ${path}`, "Host: localhost.evil.test:3000"), path).toBe(421);
    }
    expect(await statusOf("GET /api/auth/session", "Host: 192.168.1.20:3000")).toBe(401);
    // There is no probe behind this test's server; it reached the API.
    expect(await statusOf("GET /healthz", "Host: evil.test")).toBe(404);
  });

  async function statusOf(requestLine: string, headers = "Host: localhost"): Promise<number> {
    const socket = connect(port, "127.0.0.1");
    socket.write(`${requestLine} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);
    let answer = "";
    for await (const piece of socket) answer += piece;
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  }

  const targets = [
    "*",
    "/",
    "//",
    "//evil.test/api",
    "/\\evil.test",
    "http://localhost/api/auth/session",
    "http://",
    "http:///api",
    "https://[",
    "ftp://a/b",
    "/api",
    "/api/",
    "/api//",
    "/api/../..",
    "/api/%",
    "/api/%zz",
    "/api/%00",
    "/api/%E0%A4%A",
    "/api/competency-assessments/%",
    "/api/competency-assessments/%ff%fe",
    "/api/auth/session?%",
    "/api/auth/session?a=%zz&a[]=1",
    "/api?x#y",
    "api",
    "?",
    "javascript:alert(1)",
    `/api/${"a".repeat(8_000)}`,
    `/api/${"../".repeat(500)}`,
  ];
  const verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "PURGE", "SEARCH"];

  it.each(targets.map((target) => [target.slice(0, 60), target] as const))(
    "never fail: %s [V4.2.1]",
    async (_name, target) => {
      for (const verb of verbs) {
        const status = await statusOf(`${verb} ${target}`);
        expect(status, verb).toBeGreaterThanOrEqual(200);
        expect(status, verb).toBeLessThan(500);
      }
    },
  );

  it("answer OPTIONS * with the methods, an address in absolute form as its path, and an odd host calmly [V13.4.4]", async () => {
    expect(await statusOf("OPTIONS *")).toBe(204);
    expect(await statusOf("GET http://elsewhere.test/api/auth/session")).toBe(401);
    for (const host of ["Host: ", "Host: a b", "Host: [", "Host: a/b", "Host: localhost:99999", "Host: \u00e9"]) {
      expect(await statusOf("GET /api/auth/session", host), host).toBeLessThan(500);
    }
  });
});
