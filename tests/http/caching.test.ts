import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { makeExamples } from "../support/examples.ts";
import type { Person } from "../support/two-schools.ts";

/** What browsers may keep of the answers: nothing about anybody. */
const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));

const { endpoints } = await import("#src/http/endpoints.ts");
const examples = makeExamples(() => database.owner());
const actors: readonly Person[] = ["amina", "hansen", "admin", "super"];

/** Answers that are about nobody. A framework's are kept once it is published, which the tests of frameworks show. */
const kept: Record<string, string> = {
  "GET /api/auth/jwks": "public, max-age=60",
  "GET /api/school/logo": "private, max-age=31536000, immutable",
  "GET /api/competency-frameworks/:id": "private, max-age=0, stale-while-revalidate=604800",
  "GET /api/competency-frameworks/:id/case": "private, max-age=0, stale-while-revalidate=604800",
};
const unkept = /^(private, )?no-store(, no-transform)?$/;

describe.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s",
  (name, { method, path, permission }) => {
    it("is kept by no browser, unless it is about nobody [V14.3.2]", async () => {
      const example = examples[name];
      const calls = permission === "public" ? [undefined] : actors;
      const seen = new Set<string>();
      for (const actor of calls) {
        const call = (await example?.call("amina")) ?? { path };
        const answer = await api.call(actor, method, call.path, call);
        const cacheControl = answer.headers.get("cache-control") ?? "none";
        if (answer.status < 400) seen.add(cacheControl);
        else expect(cacheControl).toMatch(unkept);
      }
      for (const cacheControl of seen) {
        if (cacheControl !== kept[name]) expect(cacheControl).toMatch(unkept);
      }
    });
  },
);

it("lists no answer as kept that there is not, or that is about somebody", async () => {
  for (const name of Object.keys(kept)) {
    const endpoint = endpoints.find(({ method, path }) => `${method} ${path}` === name);
    expect([name, endpoint?.permission === "public" || endpoint?.reads === "set-up"]).toEqual([name, true]);
  }
});
