import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { now } from "#src/lib/clock.ts";
import { type Key, keyInUse } from "#src/platform/keys/key.ts";
import { encryptionKeys } from "#src/platform/keys/keys.ts";

/**
 * Fields that stand encrypted in the database: AES-256-GCM (NIST SP 800-38D) under a key that HKDF-SHA256 (RFC 5869) derives
 * for each school. Table, column and row are associated data, so that a value opens only where it was written.
 */
export const sealedFields = {
  privateNote: { table: "evaluation_private_notes", column: "note", row: "evaluation_id" },
  // A draft has no id before it is saved, and is its assessor's. Its version is a hash of what is stored.
  draftNote: {
    table: "assessments",
    column: "draft",
    row: "assessor_id",
    path: "{evaluationData,privateNote}",
    keys: ["id"],
    isComparable: true,
  },
  answerNote: {
    table: "feedback_answers",
    column: "content",
    row: "evaluator_id",
    path: "{evaluationData,privateNote}",
    keys: ["round_id", "evaluator_id"],
  },
  evaluationWords: { table: "evaluations", column: "words", row: "id", isJson: true },
  draftWords: {
    table: "assessments",
    column: "draft",
    row: "assessor_id",
    path: "{evaluationData,words}",
    keys: ["id"],
    isComparable: true,
    isJson: true,
  },
  answerWords: {
    table: "feedback_answers",
    column: "content",
    row: "evaluator_id",
    path: "{evaluationData,words}",
    keys: ["round_id", "evaluator_id"],
    isJson: true,
  },
  flagNote: { table: "acknowledged_flags", column: "note", row: "student_id" },
  phoneNumber: { table: "phone_numbers", column: "number", row: "user_id" },
  phoneOfCode: { table: "phone_codes", column: "number", row: "id" },
  totpSecret: { table: "totp_factors", column: "sealed_secret", row: "user_id", isNeverPlain: true },
  // A school's key for its language model.
  modelKey: { table: "wording_settings", column: "sealed_key", row: "school_id", isNeverPlain: true },
  evidence: { table: "competency_submissions", column: "evidence", row: "id" },
  learntWhere: { table: "competency_submissions", column: "learnt_where", row: "id" },
  reviewComment: { table: "competency_submissions", column: "review_comment", row: "id" },
  submissionActWords: { table: "submission_acts", column: "words", row: "id" },
  submissionActEvidence: { table: "submission_acts", column: "evidence", row: "id" },
  assessmentActWords: { table: "assessment_acts", column: "words", row: "id" },
  // Why a signed evaluation was replaced.
  changeReason: { table: "evaluations", column: "change_reason", row: "id" },
  requestWords: { table: "assessments", column: "request_words", row: "id" },
  declineReason: { table: "assessments", column: "decline_reason", row: "id" },
  roundWords: { table: "feedback_rounds", column: "words", row: "id" },
  hoursActivity: { table: "time_records", column: "activity", row: "id" },
  hoursNote: { table: "time_records", column: "note", row: "id" },
  hoursPlace: { table: "time_records", column: "place", row: "id" },
  hoursReason: { table: "time_records", column: "reason", row: "id" },
  hoursAnswer: { table: "time_records", column: "answer", row: "id" },
  consentText: { table: "consent_texts", column: "words", row: "id" },
  holdReason: { table: "legal_holds", column: "reason", row: "id" },
  // Why somebody was suspended or left.
  statusReason: { table: "users", column: "status_reason", row: "id" },
  deploymentReason: { table: "deployment_acts", column: "reason", row: "id" },
} as const satisfies Record<string, SealedField>;

export type SealedField = {
  table: string;
  column: string;
  /** The column whose value the text is bound to. */
  row: string;
  /** Of a member of a JSON column. */
  path?: string;
  /** The columns of the primary key, where they are others than `row`. */
  keys?: readonly string[];
  /** The same text gives the same value under one key, so that it shows whether a row's text has changed. */
  isComparable?: boolean;
  /** What has no mark is no text from before, and nothing is done with it. */
  isNeverPlain?: boolean;
  /** The text is JSON, of which a person's archive shows the members. */
  isJson?: boolean;
};

/** Where a value stands: the school of its row, and the row's key. */
export type Place = { schoolId: string; rowId: string };

declare const sealed: unique symbol;

/**
 * `s1.<key id>.<base64url of IV, ciphertext and tag>`, or text from before the field was sealed. The type of sealed columns,
 * and none of text: no other text gets there, and what is there cannot be shown as it is.
 */
export type Sealed = { readonly [sealed]: true };

/** A sealed column in the rows of a statement. */
export const sealedColumn = z.custom<Sealed>((value) => typeof value === "string");

/** As it is stored: for what travels sealed, and what looks at the mark. */
export function storedText(value: Sealed): string {
  // The type hides that it is text, so that nothing else shows it.
  return value as unknown as string;
}

/** Stored text of a column that has no type of its own, to be opened. */
export function asSealed(text: string): Sealed {
  return text as unknown as Sealed;
}

const mark = "s1";
const form = /^s1\.[\w-]{1,32}\.[\w-]{38,}$/;
const ivBytes = 12;
const tagBytes = 16;

/** Another text each time, unless the field is comparable. */
export function sealField(field: SealedField, place: Place, text: string): Sealed {
  const key = keyInUse(encryptionKeys(), now());
  const { secret, ivKey } = schoolKey(key, place.schoolId);
  const data = associated(field, place);
  const iv = field.isComparable ? ivOf(ivKey, data, text) : randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", secret, iv, { authTagLength: tagBytes });
  cipher.setAAD(data);
  const bytes = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return asSealed(`${mark}.${key.id}.${bytes.toString("base64url")}`);
}

/**
 * Throws for what was changed, moved from another place, or sealed by a key that the program does not have: what cannot be
 * read must not look as if there were nothing. Text that was written before the field was sealed is given as it is.
 */
export function openField(field: SealedField, place: Place, value: Sealed): string {
  const stored = storedText(value);
  if (!isSealed(stored)) return stored;
  const id = sealedBy(stored);
  const key = encryptionKeys().find((one) => one.id === id);
  if (!key) throw new UnreadableField(field, `the key ${id} is not there`);
  const bytes = Buffer.from(stored.slice(mark.length + id.length + 2), "base64url");
  const decipher = createDecipheriv("aes-256-gcm", schoolKey(key, place.schoolId).secret, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(associated(field, place));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw new UnreadableField(field, "it was changed, or written for another row");
  }
}

export function isSealed(stored: string): boolean {
  return form.test(stored);
}

/** The id of the key in front of a sealed value. */
export function sealedBy(stored: string): string {
  return stored.slice(mark.length + 1, stored.indexOf(".", mark.length + 1));
}

/** Names neither the row nor what stands in it. */
export class UnreadableField extends Error {
  constructor({ table, column }: SealedField, why: string) {
    super(`a value of ${table}.${column} cannot be opened: ${why}`);
    this.name = "UnreadableField";
  }
}

/** No id has a zero byte, since PostgreSQL keeps none in a text. */
function associated({ table, column, path = "" }: SealedField, { schoolId, rowId }: Place): Buffer {
  return Buffer.from([schoolId, table, column + path, rowId].join("\0"));
}

/** Another for another text or row, as RFC 5297 makes it from both; two texts of one row never share one. */
function ivOf(key: KeyObject, data: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(`${data.length}:`).update(data).update(text).digest().subarray(0, ivBytes);
}

type SchoolKey = { secret: KeyObject; ivKey: KeyObject };

const schoolKeys = new LRUCache<string, SchoolKey>({ max: 1_000 });

function schoolKey({ id, secret }: Key, schoolId: string): SchoolKey {
  const name = `${id} ${schoolId}`;
  let key = schoolKeys.get(name);
  if (!key) {
    const derive = (what: string) => createSecretKey(deriveForSchool(secret, `field${what}`, schoolId));
    key = { secret: derive(""), ivKey: derive(" iv") };
    schoolKeys.set(name, key);
  }
  return key;
}

/** The 32 bytes of a key for one purpose in one school. */
export function deriveForSchool(secret: Buffer, purpose: string, schoolId: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `competency ${purpose} ${schoolId}`, 32));
}
