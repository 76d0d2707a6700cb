import { beforeAll, describe, expect, it } from "vitest";
import type { Endpoint } from "#src/platform/http/endpoint.ts";
import { type ApiCall, arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import type { Subject } from "../support/example.ts";
import { makeExamples } from "../support/examples.ts";
import { type Person, people } from "../support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const examples = makeExamples(() => database.owner());

beforeAll(() => arrangeTwoSchools(database.owner()));

const { endpoints } = await import("#src/http/endpoints.ts");

// PUT and DELETE may be repeated without a key, and take none.
const posts = endpoints.filter(({ method, permission }) => method === "POST" && permission !== "public");
const keyed = posts.filter(({ unkeyed }) => unkeyed === undefined);

it("is not asked for by these, whose own tests repeat them", () => {
  const unkeyed = posts.filter((endpoint) => endpoint.unkeyed !== undefined);
  expect(unkeyed.map(({ path, unkeyed: why }) => `${path}: ${why}`)).toEqual([
    "/api/me/password: secret-body",
    "/api/me/factors/totp: secret-answer",
    "/api/me/factors/totp/confirm: secret-answer",
    "/api/me/factors/recovery-codes: secret-answer",
    "/api/me/factors/passkeys/options: secret-answer",
    "/api/me/factors/passkeys: secret-answer",
    "/api/me/step-up/start: secret-answer",
    "/api/me/step-up: secret-body",
    "/api/competency-assessments/batch: keyed-rows",
    "/api/competency-assessments/effect: changes-nothing",
    "/api/competency-deployments/preview: changes-nothing",
    "/api/notifications/devices/:id/test: changes-nothing",
    "/api/notifications/phone/verify: secret-body",
    "/api/outbox/:id/open: changes-nothing",
    "/api/report-previews: changes-nothing",
    "/api/calendar: secret-answer",
    "/api/suggestion-wordings/test: changes-nothing",
  ]);
});

function userOf(permission: Endpoint["permission"]): Person {
  const order: Person[] = ["hansen", "admin", "super"];
  return order.find((person) => permission !== "public" && permission.roles[people[person].role]) ?? "amina";
}

function form(content: BlobPart[], name: string, type: string): FormData {
  const made = new FormData();
  made.set("file", new File(content, name, { type }));
  return made;
}

/** What an endpoint that takes both is sent: each in the same way twice, and then differently. */
function variantsOf({ input }: Endpoint, example: ApiCall): { same: ApiCall; others: ApiCall[] }[] {
  const variants: { same: ApiCall; others: ApiCall[] }[] = [];
  if (input.body) {
    const text = JSON.stringify(example.body ?? {});
    const json = (raw: string): ApiCall => ({ raw, headers: { "content-type": "application/json" } });
    variants.push({ same: json(text), others: [json(`${text} `), { ...json(text), query: { other: "1" } }] });
  }
  if (input.upload) {
    // Each form has a boundary of its own, so that the bytes of a repeat differ.
    const own = example.raw instanceof FormData ? example.raw.get("file") : undefined;
    const { content, name, type } =
      own instanceof File
        ? { content: own, name: own.name, type: own.type }
        : { content: "code,name\n1,One", name: "a.csv", type: "text/csv" };
    variants.push({
      get same() {
        return { raw: form([content], name, type) };
      },
      get others() {
        return [
          { raw: form([content, " "], name, type) },
          { raw: form([content], `other-${name}`, type) },
          { raw: form([content], name, type === "text/plain" ? "text/csv" : "text/plain") },
        ];
      },
    });
  }
  if (variants.length === 0) {
    const headers = example.headers ?? {};
    variants.push({ same: { headers }, others: [{ headers, query: { other: "1" } }] });
  }
  return variants;
}

describe.each(keyed.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s",
  (name, endpoint) => {
    const person = userOf(endpoint.permission);
    const exampleOf = async (subject: Subject = "amina") => {
      const made = await examples[name]?.call(subject);
      if (!made) throw new Error(`${name} has no example`);
      return made;
    };

    it("answers the same body again from what was stored, and refuses another under the same key", async () => {
      const example = await exampleOf();
      const count = variantsOf(endpoint, example).length;
      expect(count).toBeGreaterThan(0);
      for (let n = 0; n < count; n += 1) {
        // Each variant acts on a record of its own.
        const { path, ...rest } = n === 0 ? example : await exampleOf();
        const variant = variantsOf(endpoint, rest)[n];
        if (!variant) throw new Error("a variant is there each time");
        const key = `key-${n}-${path}`.replaceAll("/", ".");
        const send = (call: ApiCall) =>
          api.call(person, "POST", path, { ...call, headers: { ...call.headers, "idempotency-key": key } });
        const first = await send(variant.same);
        if (examples[name]?.allowedStatus !== undefined) {
          // The example cannot succeed, and a refusal is not stored; its own tests repeat a success.
          expect(first.status).toBe(examples[name]?.allowedStatus);
          continue;
        }
        expect(first.status, JSON.stringify(first.body)).toBe(endpoint.status);
        const again = await send(variant.same);
        expect(again.status, JSON.stringify(again.body)).toBe(first.status);
        expect(again.headers.get("idempotency-replayed")).toBe("true");
        expect(again.body).toEqual(first.body);
        for (const other of variant.others) {
          const answer = await send(other);
          expect(answer.status, JSON.stringify(answer.body)).toBe(422);
          expect(answer.body).toMatchObject({ code: "idempotency_mismatch" });
        }
      }
    });

    if (!endpoint.path.includes(":")) return;

    it("does not answer for another record under the same key", async () => {
      const one = await exampleOf();
      const send = ({ path, ...call }: ApiCall & { path: string }) =>
        api.call(person, "POST", path, { ...call, headers: { "idempotency-key": "the-same-for-both" } });
      await send(one);
      // Made afterwards: some examples make at most one record at a time.
      const again = await exampleOf();
      // Where the record is the student, another student's.
      const two = again.path === one.path ? await exampleOf("ben") : again;
      expect(one.path).not.toBe(two.path);
      const answer = await send(two);
      expect(answer.headers.get("idempotency-replayed")).toBe(null);
      expect(answer.status).toBe(examples[name]?.allowedStatus ?? endpoint.status);
    });
  },
);
