import { describe, expect, it } from "vitest";
import { z } from "zod";
import { scrubDescribed, scrubError } from "#src/platform/errors/scrub.ts";

const messageOf = (message: string) => scrubError(new Error(message)).message;

describe("what is kept of an error", () => {
  it.each([
    ["Cannot read properties of undefined (reading 'email')", "Cannot read properties of undefined (reading …)"],
    ['invalid input syntax for type integer: "Ada Lovelace"', "invalid input syntax for type integer: …"],
    [`Unexpected token 'A', "Ada Lovelace" is not valid JSON`, "Unexpected token …, … is not valid JSON"],
    ["the student 0199a3c1-7d2e-7000-8000-1234567890ab has no placement", "the student … has no placement"],
    ["no mail for ada.lovelace@school.test, nor for Ada", "no mail for …, nor for …"],
    ["getaddrinfo ENOTFOUND db.internal.school.test", "getaddrinfo ENOTFOUND …"],
    ["connect ECONNREFUSED 10.1.2.3:5432", "connect ECONNREFUSED …"],
    ["ENOENT: no such file or directory, open '/home/ada/x'", "ENOENT: no such file or directory, open …"],
    ["/api/users/amina/progress answered 500", "… answered 500"],
    ["token eyJhbGciOiJFUzI1NiJ9.e30.c2ln was refused", "token … was refused"],
    ["Zoë and José weren't found", "… and … weren't found"],
    ['an unclosed quote: "Ada Lovelace has …', "an unclosed quote: …"],
    ['[{"path":["Ada"]}]', "…"],
  ])("of %j is %j", (said, kept) => {
    expect(messageOf(said)).toBe(kept);
  });

  it("is the code and constraint of an error of the database, never the row", () => {
    const error = Object.assign(new Error('duplicate key value violates unique constraint "users_email_key"'), {
      name: "error",
      severity: "ERROR",
      code: "23505",
      constraint: "users_email_key",
      detail: "Key (email)=(ada@school.test) already exists.",
    });
    expect(scrubError(error)).toMatchObject({
      kind: "PostgreSQL 23505 users_email_key",
      message: "duplicate key value violates unique constraint …",
    });
  });

  it("is nothing of a thrown value, of what a name or a schema quotes, or of a cause's words", () => {
    expect(scrubError("Ada")).toEqual({ kind: "thrown string", message: "", stack: [], place: null });
    const named = new Error("x", { cause: new TypeError("Ada is not a function") });
    named.name = "Ada Lovelace";
    expect(scrubError(named)).toMatchObject({ kind: "Error", message: "x (TypeError: … is not a function)" });
    const refused = z.object({ role: z.enum(["A"]) }).safeParse({ role: "Ada" });
    expect(scrubError(refused.error)).toMatchObject({ kind: "ZodError", message: "…" });
  });

  it("has the stack within the program, and where in its own code it was, without the line", () => {
    const error = new Error("x");
    error.stack = [
      "Error: x",
      "    at parse (node:internal/url:816:36)",
      `    at Client.query (file://${process.cwd()}/node_modules/pg/lib/client.js:1:2)`,
      `    at async submitOne (file://${process.cwd()}/src/features/a/(b)/submit.ts:12:5)`,
      "    at /home/ada/secret/other.js:1:1",
      "    at src/processes/server.ts:3:1",
    ].join("\n");
    expect(scrubError(error)).toMatchObject({
      stack: [
        "parse (node:internal/url:816:36)",
        "Client.query (node_modules/pg/lib/client.js:1:2)",
        "async submitOne (src/features/a/(b)/submit.ts:12:5)",
        "anonymous (src/processes/server.ts:3:1)",
      ],
      place: "async submitOne (src/features/a/(b)/submit.ts)",
    });
  });

  it("has the scripts of a browser's stack, without their address or what was asked of it", () => {
    const stack = [
      "t@https://school.test/_next/static/chunks/a-1.js?dpl=ada:1:22",
      "ada@https://school.test/students/amina:1:2",
      "    at r (https://cdn.school.test/_next/static/chunks/b.js:2:33)",
    ].join("\n");
    expect(scrubDescribed({ name: "<b>Ada", message: "Ada Lovelace", stack })).toEqual({
      kind: "Error",
      message: "…",
      stack: ["t (_next/static/chunks/a-1.js:1:22)", "r (_next/static/chunks/b.js:2:33)"],
      place: null,
    });
  });

  it("takes no longer for a hostile message than for its length", () => {
    const before = process.cpuUsage();
    for (const part of ["'", '"', "(((", "a'", "…,", "at (", "@", ":1"]) {
      const long = part.repeat(200_000);
      scrubDescribed({ name: long, message: long, stack: `${long}\n`.repeat(3) });
    }
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });
});
