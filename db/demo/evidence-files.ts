import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { and, desc, eq } from "drizzle-orm";
import sharp from "sharp";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { fixedLimit, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { competencySubmissions, submissionFiles } from "#src/platform/db/tables/competency-submissions.ts";
import { files } from "#src/platform/db/tables/files.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { demoSchool, stableUuid } from "./people.ts";

type Made = { name: string; mediaType: string; content: Buffer };

/**
 * Evidence that can be opened: a sheet, a photo and a chart with the newest assessments of the demo student, and one of
 * them with what students submitted.
 */
export async function insertEvidenceFiles(tx: Tx): Promise<void> {
  const schoolId = demoSchool.id;
  const [newest, submitted] = await Promise.all([
    tx.query(selectNewest, { studentId: stableUuid("student@demo.test") }),
    tx.query(selectSubmitted, { schoolId }),
  ]);
  const made = await makeFiles();
  const one = (at: number) => made.slice(at % made.length).slice(0, 1);
  const rows: (typeof files.$inferInsert)[] = [];
  const store = async ({ name, mediaType, content }: Made, key: string, by: string, at: Date | null) => {
    const id = stableUuid(`file:${key}:${name}`);
    // The transaction of the school fails as a whole, and is repeated by hand.
    const stored = await fileStore().put(Readable.from([content]), { schoolId, note: async () => {} });
    const { sizeBytes, sha256, key: storageKey } = stored;
    const file = { id, schoolId, uploadedBy: by, name, mediaType, sizeBytes, sha256, storageKey, looseSince: null };
    rows.push({ ...file, ...(at ? { createdAt: at } : {}) });
    return { fileId: id, schoolId };
  };
  const ofAssessments: (typeof assessmentFiles.$inferInsert)[] = [];
  for (const [index, { id, assessorId, submittedAt }] of newest.entries()) {
    // The newest has all of them, and each of the others one.
    for (const file of assessorId ? (index === 0 ? made : one(index)) : [])
      ofAssessments.push({ assessmentId: id, ...(await store(file, `${index}`, assessorId ?? "", submittedAt)) });
  }
  const ofSubmissions: (typeof submissionFiles.$inferInsert)[] = [];
  for (const [index, { id, studentId, submittedAt }] of submitted.entries()) {
    for (const file of one(index))
      ofSubmissions.push({ submissionId: id, ...(await store(file, id, studentId, submittedAt)) });
  }
  await insertRows(tx, files, rows);
  await insertRows(tx, assessmentFiles, ofAssessments);
  await insertRows(tx, submissionFiles, ofSubmissions);
}

const s = competencySubmissions;
const selectSubmitted = statement("demo_submitted_evidence", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: s.id, studentId: s.studentId, submittedAt: s.submittedAt })
    .from(s)
    .where(and(eq(s.schoolId, p.schoolId), isOneOf(s.status, "SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED")))
    .orderBy(s.id),
);

const selectNewest = statement("demo_newest_assessments", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ id: assessments.id, assessorId: assessments.assessorId, submittedAt: assessments.submittedAt })
    .from(assessments)
    .where(and(eq(assessments.studentId, p.studentId), isOneOf(assessments.status, "SUBMITTED")))
    .orderBy(desc(assessments.submittedAt), assessments.id)
    .limit(fixedLimit(4)),
);

async function makeFiles(): Promise<Made[]> {
  return [
    { name: "Medication round sheet.pdf", mediaType: "application/pdf", content: sheet() },
    { name: "Dressing on the training arm.jpg", mediaType: "image/jpeg", content: await photo() },
    { name: "Observation chart of the exercise.png", mediaType: "image/png", content: await chart() },
  ];
}

/** One page, by the PDF reference: five objects, their places, and where those are listed. */
function sheet(): Buffer {
  const lines = [
    "Checked against the chart: drug, dose, route, time, person",
    "Allergies asked for and read from the band",
    "Second check of the high-alert medicine, aloud",
    "Hands cleaned before and after each bed",
    "Each dose signed when it was taken, none before",
    "One omission found, reported and written down",
  ];
  const text = [
    "BT /F1 20 Tf 56 770 Td (Medication round: observation sheet) Tj ET",
    "BT /F1 11 Tf 56 746 Td (Training ward. No patient is named on this sheet.) Tj ET",
    ...lines.flatMap((line, index) => {
      const y = 700 - index * 34;
      return [
        `56 ${y - 4} 14 14 re S`,
        `59 ${y + 3} m 62 ${y - 1} l 68 ${y + 8} l S`,
        `BT /F1 12 Tf 84 ${y} Td (${line}) Tj ET`,
        `56 ${y - 14} m 540 ${y - 14} l S`,
      ];
    }),
    "BT /F1 11 Tf 56 460 Td (Observed over 40 minutes, 7 beds.) Tj ET",
  ].join("\n");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const id = createHash("md5").update(body).digest("hex");
  const listedAt = body.length;
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  body += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /ID [<${id}> <${id}>] >>\nstartxref\n${listedAt}\n%%EOF\n`;
  return Buffer.from(body, "latin1");
}

/** Drawn, and without letters: which fonts there are differs between machines. */
function photo(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">
    <defs>
      <linearGradient id="table" x2="0" y2="1"><stop stop-color="#9fb6bd"/><stop offset="1" stop-color="#6f8890"/></linearGradient>
      <linearGradient id="skin" x2="0" y2="1"><stop stop-color="#eec3a0"/><stop offset="1" stop-color="#c98f69"/></linearGradient>
    </defs>
    <rect width="1200" height="800" fill="url(#table)"/>
    <path d="M-40 330 C300 300 640 320 900 350 C1040 366 1120 400 1130 440 C1120 490 1030 510 900 520 C620 545 300 560 -40 560Z" fill="url(#skin)"/>
    <rect x="360" y="335" width="250" height="200" rx="22" fill="#f7f5ef" stroke="#d9d4c6" stroke-width="5"/>
    <rect x="425" y="385" width="120" height="100" rx="8" fill="#fffdf8" stroke="#e2ddcf" stroke-width="4"/>
    <path d="M340 320 V550 M632 322 V548" stroke="#efeadd" stroke-width="30"/>
  </svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}

function chart(): Promise<Buffer> {
  const column = (at: number) => 80 + at * 70;
  const line = (values: readonly number[], scale: (value: number) => number) =>
    values.map((value, at) => `${column(at)},${scale(value)}`).join(" ");
  const pulse = [88, 92, 96, 104, 110, 101, 94, 90, 86, 84, 82, 80];
  const pressure = [128, 124, 118, 110, 104, 108, 114, 118, 122, 124, 126, 126];
  const scale = (value: number) => 560 - (value - 60) * 5.5;
  const rows = Array.from({ length: 9 }, (_, row) => `M60 ${120 + row * 55} H880`);
  const columns = pulse.map((_, at) => `M${column(at)} 100 V580`);
  const dots = pulse.map((value, at) => `<circle cx="${column(at)}" cy="${scale(value)}" r="8" fill="#b3261e"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="940" height="640">
    <rect width="940" height="640" fill="#ffffff"/>
    <rect x="60" y="${scale(120)}" width="820" height="${scale(90) - scale(120)}" fill="#e6f4ea"/>
    <path d="${[...rows, ...columns].join("")}" stroke="#d5dbe1" stroke-width="2"/>
    <polyline points="${line(pressure, scale)}" fill="none" stroke="#1f5fae" stroke-width="6"/>
    <polyline points="${line(pulse, scale)}" fill="none" stroke="#b3261e" stroke-width="4"/>${dots.join("")}
  </svg>`;
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer();
}
