import { createDecipheriv, hkdfSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { encryptionKeys } from "#src/platform/keys/keys.ts";
import {
  asSealed,
  isSealed,
  openField,
  type Sealed,
  sealedBy,
  sealedFields,
  sealField,
  storedText,
} from "#src/platform/sealed/field.ts";

const field = sealedFields.privateNote;
const place = { schoolId: "north", rowId: "evaluation_amina" };
const sealText = (text: string) => storedText(sealField(field, place, text));
const openStored = (text: string) => openField(field, place, asSealed(text));
const note = "Müde, bitte nachfragen. 🩺";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("a sealed field", () => {
  it.each(["", note, "x".repeat(8_000), "s1.k.x", "\u0000"])("opens as it was: %#", (text) => {
    expect(openField(field, place, sealField(field, place, text))).toBe(text);
  });

  it("is another text each time, with the key's id in front and nothing of what it holds", () => {
    const [one, other] = [sealText(note), sealText(note)];
    expect(one).not.toBe(other);
    expect(isSealed(one)).toBe(true);
    expect(sealedBy(one)).toBe(encryptionKeys()[0]?.id);
    expect(Buffer.from(one.split(".")[2] ?? "", "base64url").toString()).not.toContain("bitte");
  });

  it("opens in no other school, row, column or table", () => {
    const value = sealField(field, place, note);
    const fails = (otherField: typeof field, other: typeof place) =>
      expect(() => openField(otherField, other, value)).toThrow(/cannot be opened: it was changed/);
    fails(field, { ...place, schoolId: "south" });
    fails(field, { ...place, rowId: "evaluation_ben" });
    fails(field, { schoolId: "", rowId: "" });
    fails({ ...field, column: "text" as "note" }, place);
    fails({ ...field, table: "phone_numbers" as "evaluation_private_notes" }, place);
  });

  it("does not open with any bit changed or a byte missing, and says nothing of it [V11.3.3]", () => {
    const value = sealText("abc");
    const [mark, id, text = ""] = value.split(".");
    const bytes = Buffer.from(text, "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => openStored(`${mark}.${id}.${changed.toString("base64url")}`)).toThrow(/cannot be opened/);
    }
    // Shorter than a value can be, it counts as a text that was never sealed.
    for (let length = 29; length < bytes.length; length += 1) {
      const short = `${mark}.${id}.${bytes.subarray(0, length).toString("base64url")}`;
      expect(() => openStored(short)).toThrow(/^(?!.*abc)(?!.*evaluation_amina).*cannot be opened/);
    }
  });

  it("of a comparable field is the same for one text of one row, and another for any other", () => {
    const draft = sealedFields.draftNote;
    const value = sealField(draft, place, note);
    expect(sealField(draft, place, note)).toBe(value);
    expect(openField(draft, place, value)).toBe(note);
    const ivs = [
      value,
      sealField(draft, place, `${note} `),
      sealField(draft, { ...place, rowId: "other" }, note),
      sealField(draft, { ...place, schoolId: "south" }, note),
    ].map((one) => storedText(one).split(".")[2]?.slice(0, 16));
    expect(new Set(ivs).size).toBe(4);
  });

  it("does not open without its key", () => {
    const value = sealText(note);
    expect(() => openStored(value.replace(sealedBy(value), "gone"))).toThrow(/the key gone is not there/);
  });

  it.each(["Tired today.", "", "s1.", "s1.key.short", "s1 . a . b"])(
    "leaves a text from before as it is: %s",
    (text) => {
      expect(isSealed(text)).toBe(false);
      expect(openStored(text)).toBe(text);
    },
  );

  it("is AES-256-GCM under HKDF-SHA256, as another reader finds [V11.3.2]", () => {
    const [, , text = ""] = sealText(note).split(".");
    const bytes = Buffer.from(text, "base64url");
    const [key] = encryptionKeys();
    const schoolKey = hkdfSync("sha256", key?.secret ?? "", "", "competency field north", 32);
    const decipher = createDecipheriv("aes-256-gcm", Buffer.from(schoolKey), bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from("north\0evaluation_private_notes\0note\0evaluation_amina"));
    decipher.setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8")).toBe(note);
  });
});

it("what an earlier key sealed opens while that key is accepted, and is sealed by the next from then on", async () => {
  const dir = mkdtempSync(join(tmpdir(), "competency-field-"));
  const keyOf = (letter: string) => `${letter}:${letter.repeat(43)}`;
  async function start(keys: string) {
    vi.stubEnv("DATA_DIR", dir);
    vi.stubEnv("ENCRYPTION_KEYS", keys);
    vi.resetModules();
    (await import("#src/platform/keys/keys.ts")).forgetKeys();
    return import("#src/platform/sealed/field.ts");
  }
  try {
    const derived = sealField(field, place, note);
    let program = await start(keyOf("a"));
    const first = program.sealField(field, place, note);
    expect(program.openField(field, place, derived)).toBe(note);
    program = await start(`${keyOf("b")},${keyOf("a")}`);
    const second: Sealed = program.sealField(field, place, note);
    expect([first, second].map((value) => program.sealedBy(storedText(value)))).toEqual(["a", "b"]);
    expect([first, second].map((value) => program.openField(field, place, value))).toEqual([note, note]);
    program = await start(keyOf("b"));
    expect(program.openField(field, place, second)).toBe(note);
    expect(() => program.openField(field, place, first)).toThrow(/the key a is not there/);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
