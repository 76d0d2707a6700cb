import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Certificate, CertificatesAnswer, Verification } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

/** P and Q are required, O is not; A needs the school's approval. */
const competencies = [
  ["nursing", "P", "Safety", true, false],
  ["nursing", "Q", "Care", true, false],
  ["nursing", "O", "Care", false, false],
  ["approved", "A", "Safety", true, true],
] as const;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(`insert into competency_templates (id, school_id, name, version, created_by)
    values ('nursing', 'north', 'Nursing', '29.3', 'admin'), ('approved', 'north', 'Approved', '1', 'admin')`);
  await rows(
    `insert into competencies (id, school_id, template_id, name, category, is_required, needs_approval, level, rating_scale_id, target_rating, created_by)
     select c->>1, 'north', c->>0, c->>1, c->>2, (c->>3)::boolean, (c->>4)::boolean, 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
     from jsonb_array_elements($1) c`,
    [JSON.stringify(competencies)],
  );
  await rows(
    "update competency_templates set status = 'PUBLISHED', published_at = now() where id in ('nursing', 'approved')",
  );
});

beforeEach(async () => {
  await rows("delete from certificates");
  await rows("delete from achievements");
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    select 'assignment_' || c, 'north', 'amina', c from unnest(array['P', 'Q', 'O', 'A']) c`);
  await recount(["amina"]);
});

async function rate(competencyId: string): Promise<void> {
  const evaluationData = { overallRating: 4 };
  const { status } = await api.post("hansen", "/api/competency-assessments", {
    ...{ studentId: "amina", competencyId, evaluationData },
  });
  expect(status).toBe(201);
}

async function recountAs(competencyId: string, cause: "void" | "migration"): Promise<void> {
  const { withActor } = await import("#src/platform/db/transaction.ts");
  const { recountAssignment } = await import("#src/features/progress/recount-assignment.ts");
  const { systemActor } = await import("#src/policy/actor.ts");
  await withActor(systemActor("test"), (tx) => recountAssignment(tx, `assignment_${competencyId}`, cause));
}

async function reopen(competencyId: string): Promise<void> {
  await rows("update evaluations set state = 'VOIDED' where competency_id = $1", [competencyId]);
  await recountAs(competencyId, "void");
}

async function held(): Promise<Certificate[]> {
  const { status, body } = await api.get("amina", "/api/certificates");
  expect(status).toBe(200);
  return (body as CertificatesAnswer).items;
}

async function complete(): Promise<Certificate> {
  await rate("P");
  await rate("Q");
  const [first] = await held();
  if (!first) throw new Error("it was issued");
  return first;
}

async function verify(code: string): Promise<Verification> {
  const { status, body } = await api.get(undefined, `/api/certificates/verify/${encodeURIComponent(code)}`);
  expect(status).toBe(200);
  return body as Verification;
}

describe("a certificate", () => {
  it("is issued when every required competency is completed, once, with what was completed", async () => {
    await rate("P");
    expect(await held()).toEqual([]);
    await rate("Q");
    const issued = await held();
    expect(issued).toMatchObject([
      {
        framework: "Nursing",
        version: "29.3",
        competencies: 2,
        categories: [
          { name: "Care", count: 1 },
          { name: "Safety", count: 1 },
        ],
        revoked: null,
        shown: ["name", "school", "framework", "date", "categories"],
      },
    ]);
    expect(issued[0]?.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    await rate("O");
    await rate("P");
    expect(await held()).toEqual(issued);
  });

  it("is revoked when one is reopened, stays so, and is followed by another when it is completed again", async () => {
    const first = await complete();
    await reopen("O");
    expect(await held()).toMatchObject([{ revoked: null }]);
    await reopen("Q");
    expect(await held()).toMatchObject([{ id: first.id, revoked: { because: "REOPENED", competency: "Q" } }]);
    await rate("Q");
    const [second, earlier] = await held();
    expect(earlier).toMatchObject({ id: first.id, revoked: { because: "REOPENED" } });
    expect(second).toMatchObject({ revoked: null });
    expect(second?.code).not.toBe(first.code);
    expect(await verify(first.code)).toMatchObject({ status: "revoked" });
    expect(await verify(second?.code ?? "")).toMatchObject({ status: "valid" });
  });

  it("is revoked when a completion expires", async () => {
    await complete();
    await rows("update competency_assignments set status = 'EXPIRED' where id = 'assignment_Q'");
    await rows("update achievements set revoked_at = now() where kind = 'framework'");
    expect(await held()).toMatchObject([{ revoked: { because: "EXPIRED", competency: "Q" } }]);
  });

  it("is neither issued nor revoked by what a transaction takes back", async () => {
    const client = database.owner();
    const first = await complete();
    await client.query("begin");
    await client.query("update achievements set revoked_at = now() where kind = 'framework'");
    await client.query("update achievements set revoked_at = null where kind = 'framework'");
    await client.query("commit");
    expect(await held()).toEqual([first]);
    await client.query("begin");
    await client.query("delete from achievements where kind = 'framework'");
    await client.query("rollback");
    expect(await held()).toEqual([first]);
  });

  it("stays with its version when its student is moved to the next, and goes when the move takes it back", async () => {
    const first = await complete();
    await rows("update achievements set ref = 'approved' where kind = 'framework'");
    expect(await held()).toMatchObject([{ id: first.id, version: "29.3", revoked: null }]);
    await rows("delete from achievements where kind = 'framework'");
    expect(await held()).toMatchObject([{ id: first.id, revoked: { because: "MOVED" } }]);
  });

  it("waits for the school's approval where a competency asks for it", async () => {
    await rate("A");
    expect(await rows("select name from achievements where kind = 'framework'")).toEqual([{ name: "Approved" }]);
    expect(await held()).toEqual([]);
    await rows("update competency_assignments set status = 'APPROVED' where id = 'assignment_A'");
    expect(await held()).toMatchObject([{ framework: "Approved", competencies: 1 }]);
  });

  it("is one, though the last two competencies are completed at the same time", async () => {
    await Promise.all([rate("P"), rate("Q")]);
    expect(await held()).toHaveLength(1);
  });

  it("is made as a PDF for its holder and their school, and no more once it is revoked", async () => {
    const { id } = await complete();
    const path = `/api/certificates/${id}/file`;
    for (const person of ["amina", "admin"] as const) {
      const answer = await api.get(person, path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("application/pdf");
      expect(String(answer.body)).toMatch(/^%PDF-1\.7/);
    }
    for (const person of ["ben", "hansen", "foreignAdmin"] as const) {
      expect((await api.get(person, path)).status).toBe(person === "hansen" ? 403 : 404);
    }
    await reopen("P");
    expect((await api.get("amina", path)).status).toBe(409);
  });
});

describe("the public page of a code", () => {
  it("shows what the holder allows, to whoever has the code, however it was typed", async () => {
    const { id, code, completedOn } = await complete();
    const logo = Buffer.from("logo".repeat(40)).toString("base64");
    const all = {
      status: "valid",
      kind: "certificate",
      name: "Amina",
      school: "North",
      color: "#0b5fff",
      logo,
      framework: "Nursing",
      version: "29.3",
      competencies: 2,
      completedOn,
      revokedOn: null,
    };
    await rows(
      `with chosen as (update schools set color = '#0b5fff' where id = 'north')
       insert into school_logos (school_id, content) values ('north', convert_to(repeat('logo', 40), 'UTF8'))`,
    );
    for (const typed of [
      code,
      code.toLowerCase(),
      code.replaceAll("-", " "),
      code.replaceAll("0", "o").replaceAll("1", "l"),
    ])
      expect(await verify(typed)).toMatchObject(all);
    const change = await api.call("amina", "PUT", `/api/certificates/${id}/shown`, { body: { shown: ["framework"] } });
    expect(change).toMatchObject({ status: 200, body: { shown: ["framework"] } });
    expect(await verify(code)).toMatchObject({
      ...{ status: "valid", framework: "Nursing" },
      ...{ name: null, school: null, color: null, logo: null, completedOn: null, categories: null },
    });
    expect(JSON.stringify(await verify(code))).not.toMatch(/Amina|North|#0b5fff/);
  });

  it.each(["admin", "hansen", "ben", "super"] as const)("is not changed by %s", async (person) => {
    const { id } = await complete();
    const { status } = await api.call(person, "PUT", `/api/certificates/${id}/shown`, { body: { shown: [] } });
    expect(status).toBe(person === "ben" ? 404 : 403);
    expect((await held())[0]?.shown).toHaveLength(5);
  });

  it("has one answer for what is not, what was mistyped and what is no code", async () => {
    const { code } = await complete();
    const near = `${code.slice(0, -1)}${code.endsWith("7") ? "8" : "7"}`;
    for (const typed of [near, "0000-0000-0000", "x", "' or 1=1 --", "%", "\u0000"]) {
      expect(await verify(typed)).toEqual({ status: "unknown" });
    }
  });

  it("cannot be read past by the role that answers it", async () => {
    const { withRole } = await import("#src/platform/db/transaction.ts");
    const { selectCertificates } = await import("./queries.ts");
    await expect(withRole("app_auth", (tx) => tx.query(selectCertificates, { studentId: "amina" }))).rejects.toThrow();
  });
});

describe("the migration", () => {
  it("issues certificates for frameworks that were completed before", async () => {
    await complete();
    const { migrateDown, migrateUp, migrationStatus } = await import("#src/platform/db/migrations.ts");
    const { applied } = await migrationStatus(database.url);
    await migrateDown(database.url, applied.length - applied.indexOf("0080_certificates_issue"));
    await migrateUp(database.url);
    expect(await held()).toMatchObject([{ framework: "Nursing", competencies: 2, revoked: null }]);
  });
});
