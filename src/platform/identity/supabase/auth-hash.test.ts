import { expect, it } from "vitest";
import { hashPassword } from "#src/platform/identity/passwords.ts";
import { authHashOf } from "#src/platform/identity/supabase/auth-hash.ts";
import { subjectOf } from "#src/platform/identity/supabase/subject.ts";
import { isPasswordHash, isPasswordOf } from "../../../../tests/support/supabase-auth/password-hash.ts";

it("makes of a stored hash one that Firebase's scrypt knows the password by", async () => {
  const hash = authHashOf(await hashPassword("a staple for Ärzte"));
  expect(isPasswordHash(hash)).toBe(true);
  expect(isPasswordOf(hash, "a staple for Ärzte")).toBe(true);
  expect(isPasswordOf(hash, "another staple")).toBe(false);
});

it("keeps an id that is a UUID, and makes one of any other, the same each time", () => {
  const own = "0192f0c4-5a3e-7c11-9a55-2f6f1c0a7b01";
  expect(subjectOf(own)).toBe(own);
  expect(subjectOf("student_1")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(subjectOf("student_1")).toBe(subjectOf("student_1"));
  expect(subjectOf("student_1")).not.toBe(subjectOf("student_2"));
});
