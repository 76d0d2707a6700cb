import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { hashToken } from "#src/features/sessions/tokens.ts";
import { useDatabase } from "../../tests/support/database.ts";

const database = useDatabase();
const script = join(import.meta.dirname, "create-school.ts");

/** As on a machine: another process with the same settings. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [script, ...args], { env: process.env })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const count = async (table: "schools" | "users") =>
  (await database.owner().query(`select count(*)::int as n from ${table}`)).rows[0].n;

describe("npm run school:create", { timeout: 120_000 }, () => {
  it("makes a school with an administrator, whose link sets a password", async () => {
    const { code, stdout } = await run(
      ...["--school", "Riverside", "--time-zone", "Europe/London", "--admin", "Ada B", "--email", "Ada@river.test"],
    );
    expect(code).toBe(0);
    const [, token = ""] = /\/reset-password#token=([\w-]{43})\n/.exec(stdout) ?? [];
    const { rows } = await database.owner().query(
      `select u.role, u.status, u.email, s.name, s.time_zone, v.identifier from users u
       join schools s on s.id = u.school_id join identity.verification v on v.value = u.id where lower(u.email) = 'ada@river.test'`,
    );
    expect(rows).toEqual([
      {
        role: "SCHOOL_ADMIN",
        status: "INVITED",
        email: "Ada@river.test",
        name: "Riverside",
        time_zone: "Europe/London",
        identifier: `reset-password:${hashToken(token)}`,
      },
    ]);
  });

  it("makes somebody who looks after all schools, and no school", async () => {
    const before = await count("schools");
    expect((await run("--system", "--admin", "Root", "--email", "root@river.test")).code).toBe(0);
    expect(await count("schools")).toBe(before);
    const { rows } = await database.owner().query("select role from users where email = 'root@river.test'");
    expect(rows).toEqual([{ role: "SUPER_ADMIN" }]);
  });

  it("makes nothing where something is missing, wrong or taken", async () => {
    const before = [await count("schools"), await count("users")];
    for (const args of [
      [],
      ["--school", "X", "--admin", "Y", "--email", "no address"],
      ["--school", "X", "--admin", "Y", "--email", "y@x.test", "--time-zone", "Middle/Earth"],
      ["--system", "--school", "X", "--admin", "Y", "--email", "y@x.test"],
      ["--school", "X", "--admin", "Y", "--email", "ada@RIVER.test"],
    ])
      expect((await run(...args)).code).not.toBe(0);
    expect([await count("schools"), await count("users")]).toEqual(before);
  });
});
