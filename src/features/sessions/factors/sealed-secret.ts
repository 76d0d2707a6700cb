import {
  asSealed,
  isSealed,
  openField,
  type Sealed,
  type SealedField,
  sealedFields,
  sealField,
  storedText,
  UnreadableField,
} from "#src/platform/sealed/field.ts";

/** What travels to the person and back before it is kept. */
const enrolment = { table: "totp_factors", column: "enrolment", row: "user_id" } as const satisfies SealedField;

type Owner = { userId: string; schoolId: string };

/** Bound to the person, so that a row moved to somebody else does not open. */
export function sealSecret(secret: Uint8Array, owner: Owner): Sealed {
  return sealField(sealedFields.totpSecret, placeOf(owner), Buffer.from(secret).toString("base64url"));
}

/** Undefined for a secret whose key is lost, or that is somebody else's. */
export function openSecret(sealed: Sealed, owner: Owner): Uint8Array | undefined {
  const opened = tryToOpen(sealedFields.totpSecret, sealed, owner);
  return opened === undefined ? undefined : Buffer.from(opened, "base64url");
}

export function sealEnrolment(text: string, owner: Owner): string {
  return storedText(sealField(enrolment, placeOf(owner), text));
}

/** Undefined for what is not from `sealEnrolment`, or was sealed for somebody else. */
export function openEnrolment(sealed: string, owner: Owner): string | undefined {
  return tryToOpen(enrolment, asSealed(sealed), owner);
}

function tryToOpen(field: SealedField, sealed: Sealed, owner: Owner): string | undefined {
  // Neither is ever kept in the clear.
  if (!isSealed(storedText(sealed))) return undefined;
  try {
    return openField(field, placeOf(owner), sealed);
  } catch (error) {
    if (error instanceof UnreadableField) return undefined;
    throw error;
  }
}

function placeOf({ userId, schoolId }: Owner) {
  return { schoolId, rowId: userId };
}
