import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { makeExamples } from "../support/examples.ts";
import { type Person, people } from "../support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));

const examples = makeExamples(() => database.owner());
const { endpoints } = await import("#src/http/endpoints.ts");
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

/** What would do much harm in somebody else's hands, and why. */
const sensitive: Record<string, string> = {
  "POST /api/me/factors/totp": "a factor by which a thief stays",
  "POST /api/me/factors/totp/confirm": "a factor by which a thief stays",
  "DELETE /api/me/factors/totp": "opens the account to whoever has the password",
  "POST /api/me/factors/recovery-codes": "codes by which a thief comes back",
  "POST /api/me/factors/passkeys/options": "a factor by which a thief stays",
  "POST /api/me/factors/passkeys": "a factor by which a thief stays",
  "DELETE /api/me/factors/passkeys/:id": "opens the account to whoever has the password",
  "POST /api/users/:id/remove-factors": "opens another's account to whoever has its password",
  "PUT /api/sign-in-rules": "lifts the second factor from a whole role",
  "PATCH /api/users/:id": "roles, and the address that gets links for a new password",
  "POST /api/users/invitations": "makes administrators",
  "POST /api/users/merge": "cannot be undone",
  "GET /api/users/export": "everybody's address at once",
  "GET /api/students/export": "everybody's standing at once",
  "GET /api/cohort-matrix/export": "everybody's standing at once",
  "GET /api/audit/export": "who looked at whom, all at once",
  "POST /api/person-exports": "everything that is known about somebody",
  "POST /api/users/:id/person-exports": "everything that is known about somebody",
  "POST /api/erasures": "cannot be undone after its days of grace",
  "POST /api/users/:id/erasures": "cannot be undone after its days of grace",
  "PUT /api/retention": "lets go of what cannot come back",
  "POST /api/schools": "makes administrators",
  "POST /api/schools/:id/suspend": "puts a whole school out",
  "PUT /api/suggestion-wordings/model": "a key for an outside service",
};

/** Acts whose address looks sensitive and which are not, with the reason. */
const harmless: Record<string, string> = {
  "DELETE /api/suggestion-wordings/model": "forgets the key, which whoever has it can write again",
  "GET /api/health/checks": "what checks found, by ids",
  "GET /api/keys": "names of keys, and no key",
  "GET /api/users/merge-preview": "shows what a merge would do",
  "PATCH /api/me/factors/passkeys/:id": "a name that only its owner reads",
  "GET /api/me/factors": "holds no secret",
  "GET /api/erasures": "shows what was asked for",
  "GET /api/erasures/of-school": "shows what was asked for",
  "POST /api/erasures/:id/cancel": "keeps what would go",
  "GET /api/sign-in-rules": "is no secret among administrators",
  "DELETE /api/me/factors/remembered/:id": "asks for more afterwards, not for less",
};

describe("a sensitive act", () => {
  it("is named here where it wants a fresh proof, and wants one where it is named here [V7.5.1]", () => {
    const flagged = endpoints.filter(({ needsStepUp }) => needsStepUp !== undefined).map(nameOf);
    expect(flagged.sort()).toEqual(Object.keys(sensitive).sort());
  });

  it("is weighed where its address looks like one", () => {
    const looks = /\/factors|remove-factors|sign-in-rules|merge|impersonat|eras|\/roles?\b|\/keys?\b|\/model$/;
    const unweighed = endpoints
      .filter(({ permission }) => permission !== "public")
      .map(nameOf)
      .filter((name) => looks.test(name) && !(name in sensitive) && !(name in harmless));
    expect(unweighed).toEqual([]);
  });

  for (const endpoint of endpoints.filter(({ needsStepUp }) => needsStepUp === true)) {
    it(`is refused ten minutes after the last proof: ${nameOf(endpoint)}`, async () => {
      const { permission } = endpoint;
      if (permission === "public") throw new Error("somebody who has not signed in has proved nothing");
      const person = (["admin", "super", "hansen", "amina"] as const).find((one) => permission.roles[people[one].role]);
      if (!person) throw new Error("nobody may do this");
      const { path, ...call } = (await examples[nameOf(endpoint)]?.call("amina")) ?? { path: "" };
      const stale = { authorization: `Bearer ${await tokenFrom(person, 601)}` };
      const refused = await api.call(undefined, endpoint.method, path, {
        ...call,
        headers: { ...call.headers, ...stale },
      });
      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({ code: "step_up_required" });
      const never = { authorization: `Bearer ${await tokenFrom(person, undefined)}` };
      expect((await api.call(undefined, endpoint.method, path, { ...call, headers: never })).status).toBe(403);
    });
  }

  it("is another role or address of a person, and not another name", async () => {
    const change = async (body: object, ageSeconds: number) => {
      const authorization = `Bearer ${await tokenFrom("admin", ageSeconds)}`;
      const { body: person } = await api.get("admin", "/api/users/hansen");
      const revision = (person as { revision: number }).revision;
      return api.call(undefined, "PATCH", "/api/users/hansen", {
        body,
        headers: { authorization, "if-match": `"${revision}"` },
      });
    };
    expect((await change({ name: "Hans Hansen" }, 3600)).status).toBe(200);
    expect((await change({ email: "other@two-schools.test" }, 3600)).body).toMatchObject({ code: "step_up_required" });
    expect((await change({ email: "other@two-schools.test" }, 500)).status).toBe(200);
  });

  it("is to invite an administrator, and not a student", async () => {
    const invite = async (role: string) =>
      api.call(undefined, "POST", "/api/users/invitations", {
        body: {
          people: [{ name: "New Person", email: `new.${role.toLowerCase()}@two-schools.test`, role }],
          send: false,
        },
        headers: { authorization: `Bearer ${await tokenFrom("admin", 3600)}` },
      });
    expect((await invite("STUDENT")).status).toBe(201);
    expect((await invite("SCHOOL_ADMIN")).body).toMatchObject({ code: "step_up_required" });
  });
});

async function tokenFrom(person: Person, ageSeconds: number | undefined): Promise<string> {
  const { signAccessToken } = await import("#src/platform/identity/access-token.ts");
  const { id, role, schoolId } = people[person];
  const proof = ageSeconds === undefined ? {} : { provedAt: Math.floor(Date.now() / 1000) - ageSeconds };
  return signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: `session_${id}`, ...proof });
}
