import { createCipheriv, hkdfSync, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { sentenceKeys, sentences } from "#src/features/analytics/sentences.ts";
import { jobs } from "#src/features/wordings/jobs.ts";
import { attempts } from "#src/features/wordings/rephrase.ts";
import type { TrialAnswer, WordingsAnswer } from "#src/features/wordings/schema.ts";
import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { useOutside } from "#src/platform/http/outside.ts";
import { sealName } from "#src/platform/sealed/seal.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { ModelService } from "../../../tests/support/model-service.ts";
import { trialOutside } from "../../../tests/support/push-service.ts";
import { testSecret } from "../../../tests/support/secret.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const { run } = makeJobRunner(jobs);
const path = "/api/suggestion-wordings";
const key = "sk-north-Secret_42";

let service: ModelService;
beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "update competency_assignments set due_date = now() - interval '5 days' where user_id in ('amina', 'carl')",
  );
});
beforeEach(async () => {
  service = new ModelService();
  await service.start();
  useOutside(trialOutside());
});
afterEach(async () => {
  useOutside(undefined);
  await service.stop();
  await rows("delete from wordings");
  await rows("delete from wording_settings");
  closeCaches();
});
afterAll(() => closeBus());

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

async function put(person: Person, sub: string, body: object, status = 200) {
  const answer = await api.call(person, "PUT", `${path}/${sub}`, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body as WordingsAnswer;
}

const name = (person: Person = "admin", more: object = {}) =>
  put(person, "model", { address: service.address(), model: "small", key, ...more });
const list = async (person: Person = "admin") => (await api.get(person, path)).body as WordingsAnswer;
const lineOf = async (id: string) => (await list()).sentences.find((one) => one.id === id);
const event = (schoolId = "north") => ({
  id: "event",
  type: "wording.wanted",
  schoolId,
  studentId: null,
  data: {},
  createdAt: "2026-12-01T10:00:00Z",
});
const rephrase = (context: object = {}, schoolId?: string) => run("wordings.rephrase", event(schoolId), context);

const own = "/api/competency-analytics?scope=student&timeframe=90d&metrics=overdue";
async function suggestion(person: Person = "amina", tag?: string) {
  const { status, body, headers } = await api.get(person, own, tag ? { headers: { "if-none-match": tag } } : {});
  const { recommendations } = body as { recommendations?: { sentence: string }[] };
  return { status, sentence: recommendations?.[0]?.sentence, tag: headers.get("etag") ?? "" };
}

const theirs: Record<string, string> = {
  [sentences.overdue.words]: "This is {{days}} overdue.",
  [sentences["most-below-target"].words]: "Here {{below}} out of {{ratings}} ratings are below the target.",
};

describe("the wording of suggestions", () => {
  it("is ours without a model, and theirs once it is accepted and switched on", async () => {
    const before = await suggestion();
    expect(before.sentence).toBe("5 days late.");
    expect((await list()).model).toBeNull();
    service.answer = (sentence) => theirs[sentence] ?? sentence;
    await name();
    const [{ count }] = await rows(
      "select count(*)::int from events where type = 'wording.wanted' and school_id = 'north'",
    );
    expect(count).toBeGreaterThan(0);
    expect((await lineOf("overdue"))?.state).toBe("WAITING");
    await rephrase();
    expect(await lineOf("overdue")).toMatchObject({
      theirs: "This is {{days}} overdue.",
      state: "ACCEPTED",
      refusal: null,
    });
    expect((await suggestion("amina", before.tag)).status).toBe(304);

    expect((await put("admin", "switch", { isOn: true })).model?.isOn).toBe(true);
    const after = await suggestion("amina", before.tag);
    expect(after).toMatchObject({ status: 200, sentence: "This is 5 days overdue." });
    expect((await suggestion("amina", after.tag)).status).toBe(304);
    expect((await suggestion("carl")).sentence).toBe("5 days late.");

    await put("admin", "sentences/overdue", { usesOurs: true });
    expect(await lineOf("overdue")).toMatchObject({ state: "SET_ASIDE" });
    expect((await suggestion()).sentence).toBe("5 days late.");
    await put("admin", "sentences/overdue", { usesOurs: false });
    expect((await suggestion()).sentence).toBe("This is 5 days overdue.");

    await put("admin", "switch", { isOn: false });
    expect((await suggestion()).sentence).toBe("5 days late.");
    await put("admin", "switch", { isOn: true });
    expect((await api.call("admin", "DELETE", `${path}/model`)).status).toBe(200);
    expect((await suggestion()).sentence).toBe("5 days late.");
    expect(await rows("select * from wording_settings")).toEqual([]);
    expect((await list()).sentences.every(({ state }) => state === "WAITING")).toBe(true);
  });

  it("is not theirs where a row does not fit ours, or breaks a rule", async () => {
    await name();
    await rephrase();
    await put("admin", "switch", { isOn: true });
    for (const change of ["words = 'Not {{days}} late.'", "words = '{{days}} overdue.', of_words = 'of-another'"]) {
      await rows(`update wordings set ${change} where sentence_id = 'overdue'`);
      closeCaches();
      expect((await suggestion()).sentence).toBe("5 days late.");
    }
  });

  it("is asked for again when ours or the model changes, and not otherwise", async () => {
    await name();
    await rephrase();
    expect(service.asked).toHaveLength(sentenceKeys.length);
    await rephrase();
    await run("wordings.refresh", {});
    expect(service.asked).toHaveLength(sentenceKeys.length);
    await rows("update wordings set of_words = 'of-another' where sentence_id = 'overdue'");
    expect((await lineOf("overdue"))?.state).toBe("WAITING");
    await run("wordings.refresh", {});
    expect(service.asked.at(-1)?.sentence).toBe(sentences.overdue.words);
    expect(service.asked).toHaveLength(sentenceKeys.length + 1);
    await put("admin", "model", { address: service.address(), model: "large" });
    expect(await rows("select * from wordings")).toEqual([]);
    await rephrase();
    expect(service.asked).toHaveLength(2 * sentenceKeys.length + 1);
    expect(JSON.parse(service.asked.at(-1)?.body ?? "").model).toBe("large");
  });
});

describe("what is sent", () => {
  it("is our sentence alone: no name, no figure, nothing of the school [V14.2.3]", async () => {
    await name();
    await rephrase();
    const known = await rows(
      "select name from users union select name from schools union select name from competencies",
    );
    expect(service.asked.map(({ sentence }) => sentence).sort()).toEqual(
      sentenceKeys.map((one) => sentences[one].words).sort(),
    );
    for (const { path: asked, headers, body } of service.asked) {
      expect(asked).toBe("/v1/chat/completions");
      expect(headers.authorization).toBe(`Bearer ${key}`);
      expect(body).not.toMatch(/\d/);
      for (const { name: word } of known) expect(body).not.toMatch(new RegExp(`\\b${word}\\b`));
      expect(body).not.toContain(key);
      expect(Object.keys(JSON.parse(body))).toEqual(["model", "messages", "stream"]);
    }
  });

  it("has no key where the school saved none", async () => {
    await name("admin", { key: null });
    expect((await list()).model?.key).toBe("NONE");
    await rephrase();
    expect(service.asked[0]?.headers.authorization).toBeUndefined();
  });
});

describe("what is answered", () => {
  it.each([
    ["an altered figure", "This is 7 days overdue, {{days}}.", "CHARACTERS"],
    ["a lost slot", "This is quite late.", "SLOTS"],
    ["markup", "<b>{{days}}</b> late.", "CHARACTERS"],
    ["a contrary", "This is not {{days}} late.", "NEGATION"],
    ["a name", "Amina is {{days}} late.", "NAMES"],
    ["a NUL and a lone surrogate", "{{days}} late.\u0000 \ud800", "CHARACTERS"],
    ["a whole page", "late ".repeat(5_000), "LENGTH"],
    ["nothing", "  ", "EMPTY"],
  ])("is refused and never shown with %s", async (_, answer, refusal) => {
    service.answer = () => answer;
    await name();
    await put("admin", "switch", { isOn: true });
    await rephrase();
    const line = await lineOf("overdue");
    expect(line).toMatchObject({ state: "REFUSED", refusal });
    expect(line?.theirs?.length).toBeLessThanOrEqual(400);
    expect(line?.theirs).not.toMatch(/\p{Cc}/u);
    expect((await suggestion()).sentence).toBe("5 days late.");
    await put("admin", "sentences/overdue", { usesOurs: false }, 409);
  });

  it("is trimmed", async () => {
    service.answer = (sentence) => `\n ${sentence}\n`;
    await name();
    await rephrase();
    expect((await list()).sentences.every(({ state }) => state === "ACCEPTED")).toBe(true);
  });

  it.each([
    ["401", { status: 401 }, "KEY_REFUSED"],
    ["403", { status: 403 }, "KEY_REFUSED"],
    ["404", { status: 404 }, "REQUEST_REFUSED"],
    ["a redirect", { status: 302 }, "REQUEST_REFUSED"],
  ])("ends the work with %s, and says why", async (_, answer, fault) => {
    service.answer = () => answer;
    await name();
    await rephrase();
    expect(service.asked).toHaveLength(1);
    expect((await list()).model?.fault).toBe(fault);
    await run("wordings.refresh", {});
    expect(service.asked).toHaveLength(1);
    service.answer = (sentence) => sentence;
    await put("admin", "model", { address: service.address(), model: "small" });
    expect((await list()).model).toMatchObject({ fault: null, key: "SAVED" });
    await rephrase();
    expect((await list()).sentences.every(({ state }) => state === "ACCEPTED")).toBe(true);
  });

  it.each([
    ["500", { status: 500 }, "UNREACHABLE"],
    ["429", { status: 429 }, "UNREACHABLE"],
    ["no JSON", { raw: "<html>" }, "UNREADABLE"],
    ["other JSON", { raw: '{"choices":[]}' }, "UNREADABLE"],
    ["a body without end", "flood", "UNREADABLE"],
  ] as const)("is asked for again after %s, from where it was", async (_, answer, fault) => {
    service.answer = (sentence, count) => (count === 3 ? answer : sentence);
    await name();
    await expect(rephrase()).rejects.toThrow(fault);
    expect(await rows("select * from wordings")).toHaveLength(3);
    await rephrase({ attempt: 2 });
    expect(service.asked).toHaveLength(sentenceKeys.length + 1);
    expect((await list()).model?.fault).toBeNull();

    service.answer = () => answer;
    await put("admin", "model", { address: service.address(), model: "other" });
    await rephrase({ attempt: attempts });
    expect((await list()).model?.fault).toBe(fault);
  });

  it("is not waited for without end", { timeout: 30_000 }, async () => {
    service.answer = () => "hang";
    await name();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asking = rephrase({ attempt: attempts });
    await vi.waitFor(() => expect(service.asked).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    await asking;
    expect((await list()).model?.fault).toBe("UNREACHABLE");
  });

  it("is dropped where the school named another model meanwhile", async () => {
    service.answer = async (sentence, count) => {
      if (count === 1) await rows("update wording_settings set revision = revision + 1");
      return sentence;
    };
    await name();
    await rephrase();
    expect(await rows("select * from wordings")).toHaveLength(1);
    expect(service.asked).toHaveLength(2);
  });

  it("stops when the job is cancelled", async () => {
    await name();
    await expect(rephrase({ signal: AbortSignal.abort() })).rejects.toThrow();
    expect(service.asked).toEqual([]);
  });
});

describe("the model of a school", () => {
  it("can be tried, with one sentence that is kept nowhere", async () => {
    const trial = async () => (await api.call("admin", "POST", `${path}/test`)).body as TrialAnswer;
    expect((await api.call("admin", "POST", `${path}/test`)).status).toBe(409);
    await name();
    const ours = sentences["second-assessor"].words;
    expect(await trial()).toEqual({ ours, theirs: ours, refusal: null, fault: null });
    service.answer = () => "Due in {{days}}, says \u202eHansen, with one assessment by a second assessor missing.";
    expect(await trial()).toMatchObject({ refusal: "CHARACTERS", fault: null });
    expect((await trial()).theirs).not.toContain("\u202e");
    service.answer = () => ({ status: 401 });
    expect(await trial()).toEqual({ ours, theirs: null, refusal: null, fault: "KEY_REFUSED" });
    expect(await rows("select * from wordings")).toEqual([]);
  });

  it("keeps its key to itself: in no answer, row, event, error or audit", async () => {
    const lines: unknown[] = [];
    const answer = await name();
    service.answer = (_, count) => ({ status: count === 0 ? 500 : 401 });
    await rephrase().catch((error: Error) => lines.push(error.message, error.stack));
    await rephrase();
    const stored = [
      ...(await rows("select to_jsonb(t) from wording_settings t")),
      ...(await rows("select to_jsonb(t) from events t")),
      ...(await rows("select to_jsonb(t) from audit_log t")),
      ...(await rows("select to_jsonb(t) from idempotency_keys t")),
    ];
    expect(JSON.stringify([answer, await list(), stored, lines])).not.toContain(key);
    expect(answer.model).toEqual({
      address: service.address(),
      model: "small",
      key: "SAVED",
      isOn: false,
      fault: null,
    });
    const acts = await rows("select action, detail from audit_log where action like 'wording.%' order by occurred_at");
    expect(acts.at(-1)).toEqual({ action: "wording.name-model", detail: { changed: true, key: "new" } });
  });

  it("is not sent the key of another address", async () => {
    await name();
    const elsewhere = service.address("other.push.test");
    const refused = await put("admin", "model", { address: elsewhere, model: "small" }, 422);
    expect(refused).toMatchObject({ errors: [{ path: "key" }] });
    await put("admin", "model", { address: `${service.address()}/more`, model: "small" });
    await put("admin", "model", { address: elsewhere, model: "small", key: "sk-other" });
    await rephrase();
    expect(new Set(service.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer sk-other"]));
  });

  it("is sent the key that was saved before keys were sealed as fields are", async () => {
    await name();
    const secret = Buffer.from(hkdfSync("sha256", testSecret, "", "competency sealed key wordings", 32));
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", secret, iv, { authTagLength: 16 }).setAAD(Buffer.from("north"));
    const sealed = Buffer.concat([cipher.update("sk-before"), cipher.final()]);
    const value = Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
    await rows(
      `update wording_settings set sealed_key = '${value}', sealed_with = '${sealName("wordings")}' where school_id = 'north'`,
    );
    expect((await list()).model?.key).toBe("SAVED");
    await rephrase();
    expect(new Set(service.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer sk-before"]));
  });

  it("has no key that opens at another school, or with another secret", async () => {
    await name();
    await rows(`insert into wording_settings (school_id, address, model, sealed_key, sealed_with)
      select 'south', address, model, sealed_key, sealed_with from wording_settings`);
    await rephrase({}, "south");
    expect(service.asked).toEqual([]);
    expect((await list("foreignAdmin")).model?.fault).toBe("KEY_UNREADABLE");
    await rows(
      "update wording_settings set sealed_with = 'another', sealed_key = 'AAAA' || sealed_key where school_id = 'north'",
    );
    expect((await list()).model?.key).toBe("UNREADABLE");
    await rephrase();
    expect((await list()).model?.fault).toBe("KEY_UNREADABLE");
    expect(service.asked).toEqual([]);
    await name();
    expect((await list()).model).toMatchObject({ key: "SAVED", fault: null });
  });

  it.each([
    "http://models.test/v1",
    "https://127.0.0.1/v1",
    "https://localhost/v1",
    "https://models.internal/v1",
    "https://me:pass@models.test/v1",
    "https://models.test/v1?key=x",
    "https://models.test/v1#x",
    "models.test",
    "",
  ])("is not at the address %s", async (address) => {
    expect(await put("admin", "model", { address, model: "small", key }, 422)).toMatchObject({
      errors: [{ path: "address" }],
    });
  });

  it("is not called where its name leads inside", async () => {
    useOutside(trialOutside(["10.0.0.5"], false));
    await name();
    await rephrase();
    expect((await list()).model?.fault).toBe("ADDRESS");
    expect(service.asked).toEqual([]);
  });

  it.each([{ key: "a b" }, { key: "a\nb" }, { key: "ключ" }, { key: "" }, { key: "x".repeat(501) }, { model: " " }])(
    "is refused with %j",
    async (more) => {
      await put("admin", "model", { address: service.address(), model: "small", ...more }, 422);
    },
  );

  it("is its own school's, and its sealed key nobody's to read", async () => {
    await name();
    await rephrase();
    expect((await list("foreignAdmin")).model).toBeNull();
    expect((await list("foreignAdmin")).sentences.every(({ state }) => state === "WAITING")).toBe(true);
    for (const person of ["amina", "hansen", "super"] as const) expect((await api.get(person, path)).status).toBe(403);
    await database.owner().query("begin");
    await database.owner().query("set local role authenticated");
    await expect(database.owner().query("select sealed_key from wording_settings")).rejects.toMatchObject({
      code: "42501",
    });
    await database.owner().query("rollback");
  });
});
