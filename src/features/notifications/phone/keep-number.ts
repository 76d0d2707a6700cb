import { AppError } from "#src/errors.ts";
import { hashOfCode, hashOfNumber, isCode, makeCode } from "#src/features/notifications/phone/code.ts";
import {
  closeCodes,
  countCodes,
  deleteNumber,
  findNumber,
  insertCode,
  selectOwner,
  switchSmsOff,
  tryCode,
  upsertNumber,
} from "#src/features/notifications/phone/queries.ts";
import { codeMinutes, decideCode, maxTries } from "#src/features/notifications/phone/rules.ts";
import type { CodeAnswer, NumberBody, VerifyBody } from "#src/features/notifications/schema.ts";
import { senderOf } from "#src/features/notifications/school-words/rules.ts";
import { newId } from "#src/lib/ids.ts";
import { maskedPhoneNumber, type NumberFault, parsePhoneNumber } from "#src/lib/phone-number.ts";
import { toSms } from "#src/lib/sms-text.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { log } from "#src/platform/log/log.ts";
import { openField, sealedFields, sealField } from "#src/platform/sealed/field.ts";
import { texter } from "#src/platform/sms/open-texter.ts";
import type { SmsOutcome } from "#src/platform/sms/texter.ts";

/** A person names a number and gets a code there. The number that they have stays until the code is entered. */
export async function sendCode(ctx: UserContext, body: NumberBody): Promise<CodeAnswer> {
  const { userId, schoolId } = ctx.actor;
  const number = read(body.number);
  const id = newId();
  const code = makeCode();
  let text = "";
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const numberHash = hashOfNumber(number);
      const [[owner], known, [sent]] = await Promise.all([
        tx.query(selectOwner, { userId }),
        findNumber(tx, userId),
        tx.query(countCodes, { numberHash }),
      ]);
      if (!owner || !sent) throw new Error("somebody signed in is a user");
      if (/\.invalid$/i.test(owner.email)) {
        throw new AppError("conflict", "Nothing is sent to people of a sample school.");
      }
      if (known?.number === number && known.refusal === null) {
        throw new AppError("conflict", "This number is verified already.");
      }
      const decision = decideCode(sent);
      if (decision.kind === "wait") {
        throw new AppError("rate_limited", decision.words, { retryAfterSeconds: decision.seconds });
      }
      tx.send(closeCodes, { userId });
      const codeHash = hashOfCode({ id, userId, number }, code);
      const sealed = sealField(sealedFields.phoneOfCode, { schoolId, rowId: id }, number);
      const [made] = await tx.query(insertCode, { id, userId, schoolId, number: sealed, numberHash, codeHash });
      if (!made) throw new Error("the row was inserted");
      text = codeText(code, owner.school);
      record(tx, ctx, "phone-number.ask", number);
      return { expiresAt: made.expiresAt.toISOString() };
    },
    ctx.bracket,
  );
  // Counted before it is sent, so that nobody has more sent than that by asking at once.
  const outcome = await texter().send({ id, to: number, text });
  if (outcome.kind === "sent") return answer;
  await withActor(ctx.actor, (tx) => tx.send(closeCodes, { userId }));
  throw notSent(outcome);
}

/** The code that came makes the number theirs. Whatever was typed counts as a try. */
export async function verifyNumber(ctx: UserContext, { code }: VerifyBody): Promise<{ ok: true }> {
  const { userId, schoolId } = ctx.actor;
  // What is wrong is answered after the commit: an error within would take back that the try was counted.
  const left = await withActor(ctx.actor, async (tx) => {
    const [open] = await tx.query(tryCode, { userId });
    if (!open) return "none";
    const number = openField(sealedFields.phoneOfCode, { schoolId, rowId: open.id }, open.number);
    if (!isCode({ ...open, userId, number }, code)) return maxTries - open.tries;
    tx.send(closeCodes, { userId });
    const sealed = sealField(sealedFields.phoneNumber, { schoolId, rowId: userId }, number);
    tx.send(upsertNumber, { userId, schoolId, number: sealed });
    record(tx, ctx, "phone-number.verify", number);
    return "verified";
  });
  if (left === "verified") return { ok: true };
  const message =
    left === "none" || left === 0
      ? "no longer counts; ask for another code"
      : `is not the code that was sent; ${left === 1 ? "1 try is" : `${left} tries are`} left`;
  throw new AppError("invalid", "This code does not verify the number.", { errors: [{ path: "code", message }] });
}

/** No SMS reach the person any more, whatever they had chosen. */
export async function removeNumber(ctx: UserContext): Promise<{ ok: true }> {
  const { userId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      const known = await findNumber(tx, userId);
      tx.send(closeCodes, { userId });
      tx.send(deleteNumber, { userId });
      tx.send(switchSmsOff, { userId });
      if (known) record(tx, ctx, "phone-number.remove", known.number);
      return { ok: true };
    },
    ctx.bracket,
  );
}

const faultWords: Record<NumberFault, string> = {
  "no-country": "must begin with the country code, such as +44",
  "unknown-country": "must begin with the code of a country, such as +44",
  "wrong-length": "has too few or too many digits",
  "not-a-number": "must be a phone number such as +44 7700 900123",
};

function read(typed: string): string {
  const parsed = parsePhoneNumber(typed);
  if ("number" in parsed) return parsed.number;
  throw unusable(faultWords[parsed.fault]);
}

function unusable(message: string): AppError {
  return new AppError("invalid", "SMS cannot be sent to this number.", { errors: [{ path: "number", message }] });
}

function codeText(code: string, school: string): string {
  return toSms(
    `${code} is your code for ${senderOf(school)}. It counts for ${codeMinutes} minutes. Give it to nobody.`,
  );
}

function notSent(outcome: Exclude<SmsOutcome, { kind: "sent" }>): AppError {
  if (outcome.kind === "refused" && outcome.number === "INVALID") return unusable("cannot get SMS");
  if (outcome.kind === "refused" && outcome.number === "STOPPED") {
    return unusable("answered STOP to an SMS; send START from it first");
  }
  log.warn({ why: outcome.why }, "the code for a phone number was not sent");
  return new AppError("unavailable", "SMS cannot be sent just now. Try again in a few minutes.", {
    retryAfterSeconds: 60,
  });
}

/** The audit says which number it was by its last two digits alone. */
function record(tx: Tx, ctx: UserContext, action: string, number: string): void {
  const { schoolId, userId } = ctx.actor;
  audit(tx, ctx.actor, {
    action,
    entityType: "phone_number",
    entityId: userId,
    schoolId,
    requestId: ctx.requestId,
    detail: { number: maskedPhoneNumber(number) },
  });
}
