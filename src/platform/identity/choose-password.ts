import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { loadCommonPasswords } from "#src/platform/identity/common-passwords.ts";
import { leastLength, leastLengthWithFactor, type Weakness, weaknessOf } from "#src/platform/identity/password-rule.ts";

type Person = { name: string; email: string; hasFactor: boolean };

/**
 * Throws `invalid`, with words for the person at `path`, where somebody may not choose this password. Every place where a
 * password is chosen asks it, before the hash is computed.
 */
export async function assertMayChoose(password: string, person: Person, path: string): Promise<void> {
  if (config.supabaseAuth && Buffer.byteLength(password.normalize("NFKC")) > mostBytesThere) {
    throw new AppError("invalid", "Choose another password.", { errors: [{ path, message: tooLongThere }] });
  }
  const weakness = weaknessOf(password, {
    hasFactor: person.hasFactor,
    about: [person.name, person.email],
    isCommon: await loadCommonPasswords(),
  });
  if (weakness === undefined) return;
  const message = weakness === "short" && person.hasFactor ? shortWithFactor : words[weakness];
  throw new AppError("invalid", "Choose another password.", { errors: [{ path, message }] });
}

/** Of bcrypt, by which Supabase Auth keeps passwords. */
const mostBytesThere = 72;
const tooLongThere = `Use at most ${mostBytesThere} characters, and fewer where some are accented or of another script.`;

const shortWithFactor = `Use at least ${leastLengthWithFactor} characters.`;

const words: Record<Weakness, string> = {
  short: `Use at least ${leastLength} characters.`,
  common: "This password, or one like it, is known from leaks and is guessed first. Choose another one.",
  pattern: "A repetition or a sequence is guessed first. A few unrelated words work well.",
  personal: "Add something besides your name, your address and the name of this program.",
};
