import { createHash } from "node:crypto";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { writeCode } from "#src/features/certificates/values.ts";
import { selectBranding } from "#src/features/schools/queries.ts";
import { permissions } from "#src/features/transcripts/permissions.ts";
import { insertTranscript, selectHead, selectLines, selectTranscript } from "#src/features/transcripts/queries.ts";
import type { Transcript } from "#src/features/transcripts/schema.ts";
import { transcriptBlocks } from "#src/features/transcripts/transcript-blocks.ts";
import { transcriptOf } from "#src/features/transcripts/transcript-of.ts";
import { dayIn, dayWords, timeIn } from "#src/lib/day.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { brandingOf } from "#src/platform/pdf/branding.ts";
import { pdfResponse } from "#src/platform/pdf/pdf-response.ts";
import { authorize } from "#src/policy/authorize.ts";

type Asked = { format: "pdf" | "json"; size: "A4" | "LETTER" };

/** A student's transcript as PDF or JSON. The same record gives the same code and the same file. */
export async function readTranscript(ctx: UserContext, studentId: string, { format, size }: Asked): Promise<Response> {
  const { transcript, schoolId } = await loadTranscript(ctx, studentId);
  if (format === "json") return Response.json(transcript, { headers: { "cache-control": "private, no-store" } });
  const { code, madeAt } = await codeOf(ctx, transcript, { studentId, schoolId });
  const [school] = await readAs(ctx.actor, (tx) => tx.query(selectBranding, { schoolId }));
  if (!school) throw new AppError("not_found", "There is no such student.");
  const { student } = transcript;
  const day = dayWords(dayIn(madeAt, school.timeZone));
  const written = writeCode(code);
  return pdfResponse(
    {
      title: `Transcript of competencies: ${student.name}`,
      language: "en",
      branding: await brandingOf(school),
      size,
      madeAt,
      reference: `No. ${written}, made on ${day}`,
      footer: [
        `${[student.name, student.number].filter(Boolean).join(", ")}. Made on ${day} at ${timeIn(madeAt, school.timeZone)} from signed assessments up to then.`,
        `${school.school}. Issued electronically, valid without a signature.`,
      ],
    },
    transcriptBlocks(transcript, { code: written, address: `${config.appUrl}/verify/${written}` }),
    `transcript-${written}.pdf`,
  );
}

async function loadTranscript(
  ctx: UserContext,
  studentId: string,
): Promise<{ transcript: Transcript; schoolId: string }> {
  const [[found], lines] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectHead, { studentId }), tx.query(selectLines, { studentId })]),
    { subject: ofStudent(studentId), what: "transcript", requestId: ctx.requestId },
  );
  authorize(ctx.actor, permissions.read, found ? { studentId, ...found } : {});
  if (!found) throw new AppError("not_found", "There is no such student.");
  const [school] = await readAs(ctx.actor, (tx) => tx.query(selectBranding, { schoolId: found.schoolId }));
  const { schoolId, isSupervisor: _, name, number, program, cohort, ...counts } = found;
  const head = { student: { name, number, program, cohort }, school: school?.school ?? "", ...counts };
  return { transcript: transcriptOf(head, lines), schoolId };
}

/** The code of what the transcript says, with the time at which it was first given. */
async function codeOf(
  ctx: UserContext,
  transcript: Transcript,
  { studentId, schoolId }: { studentId: string; schoolId: string },
): Promise<{ code: string; madeAt: Date }> {
  const digest = createHash("sha256").update(JSON.stringify(transcript)).digest("base64url");
  const { completed, total } = transcript;
  const [row] = await withActor(ctx.actor, async (tx) => {
    await tx.query(insertTranscript, { studentId, schoolId, digest, completed, total });
    return tx.query(selectTranscript, { studentId, digest });
  });
  if (!row) throw new Error("the transcript was inserted");
  return row;
}
