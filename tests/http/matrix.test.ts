import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { type Example, type Subject, schoolOf, subjects, supervisorOf } from "../support/example.ts";
import { makeExamples } from "../support/examples.ts";
import { type Person, people } from "../support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));

/** One actor of each role, as the north sees them. */
const actors: readonly Person[] = ["amina", "hansen", "admin", "super"];

const examples = makeExamples(() => database.owner());

const { endpoints } = await import("#src/http/endpoints.ts");
const guarded = endpoints.filter(({ permission }) => permission !== "public");

/** What the table of permissions allows this actor to do with this subject. */
function promised(
  actor: Person,
  permission: (typeof guarded)[number]["permission"],
  subject: Subject,
  example: Example,
) {
  if (permission === "public") throw new Error("a public endpoint has no permission");
  const { id, role, schoolId } = people[actor];
  const condition = permission.roles[role];
  if (condition === undefined) return "refused";
  if (example.about === "self" || condition === "any" || condition === "self") return "allowed";
  const isSchool = schoolOf[subject] === schoolId;
  if (condition === "school" || example.about === "school") return isSchool ? "allowed" : "hidden";
  if (condition === "own") return id === subject ? "allowed" : "hidden";
  return supervisorOf[subject] === id ? "allowed" : "hidden";
}

describe("every endpoint", () => {
  it("has an example here", () => {
    const names = guarded.map(({ method, path }) => `${method} ${path}`);
    expect(names.filter((name) => !(name in examples))).toEqual([]);
    expect(Object.keys(examples).filter((name) => !names.includes(name))).toEqual([]);
    expect(guarded.length).toBeGreaterThan(15);
  });

  it("that is public is in a list", () => {
    const names = endpoints
      .filter(({ permission }) => permission === "public")
      .map(({ method, path }) => `${method} ${path}`);
    expect(names.sort()).toEqual([
      "GET /api/auth/jwks",
      "GET /api/calendar/:file",
      "GET /api/certificates/verify/:code",
      "GET /api/cron/jobs",
      "GET /api/file-contents/:token",
      "GET /api/notifications/unsubscribe",
      "GET /api/notifications/unsubscribe/about",
      "POST /api/auth/invitation",
      "POST /api/auth/invitation/accept",
      "POST /api/auth/mfa/passkey",
      "POST /api/auth/mfa/verify",
      "POST /api/auth/passkey/options",
      "POST /api/auth/passkey/verify",
      "POST /api/auth/password/forgot",
      "POST /api/auth/password/reset",
      "POST /api/auth/refresh",
      "POST /api/auth/sample",
      "POST /api/auth/sample/leave",
      "POST /api/auth/sign-in",
      "POST /api/auth/sign-out",
      "POST /api/browser-reports",
      "POST /api/notifications/unsubscribe",
    ]);
  });
});

describe.each(guarded.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s",
  (name, endpoint) => {
    const example = examples[name];
    if (!example) return;

    it("refuses those who have not signed in [V8.2.1]", async () => {
      const { path, ...call } = await example.call("amina");
      expect((await api.call(undefined, endpoint.method, path, call)).status).toBe(401);
    });

    for (const actor of actors) {
      for (const subject of example.about === "self" ? (["amina"] as const) : subjects) {
        const promise = promised(actor, endpoint.permission, subject, example);
        it(`is ${promise} to ${people[actor].role} about ${subject} (${schoolOf[subject]}) [V8.2.2] [V8.4.1]`, async () => {
          const { path, ...call } = await example.call(subject);
          const answer = await api.call(actor, endpoint.method, path, call);
          if (promise === "refused") expect(answer.status).toBe(403);
          else if (promise === "hidden") expect(answer.status).toBe(404);
          else expect(answer.status).toBe(example.allowedStatus ?? endpoint.status);
        });
      }
    }
  },
);
