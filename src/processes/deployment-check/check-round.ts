import { createHash, randomBytes } from "node:crypto";
import type { ActAnswer, EffectAnswer, FormAnswer, SubmitAnswer } from "#src/features/assessments/schema.ts";
import type { FileAnswer } from "#src/features/files/schema.ts";
import type { NotificationsAnswer } from "#src/features/notifications/schema.ts";
import type { Assignment, AssignmentsAnswer, ProgressAnswer } from "#src/features/progress/schema.ts";
import { newId } from "#src/lib/ids.ts";
import type { People, SignedIn } from "#src/processes/deployment-check/accounts.ts";
import { type Listener, listenBySocket, listenByStream, pollUntil } from "#src/processes/deployment-check/listeners.ts";
import { Fault, type Report } from "#src/processes/deployment-check/report.ts";
import { unexpected, type Visitor } from "#src/processes/deployment-check/visitor.ts";

/** An author may take an assessment back for ten seconds; what is looked at before that is done in fewer. */
const windowMs = 6_000;
const settleMs = 10_000;
const mostCandidates = 5;

type Submitted = { assessmentId: string; before: Assignment; at: number };
type Uploaded = { fileId: string; content: Buffer };

/**
 * One assessment with a file, seen by its student, and taken back: it counts for some seconds. It gives the lowest
 * level in an open competency, so that nothing is completed by it.
 * @param waitMs how long the event and the jobs may take
 */
export async function checkRound(
  report: Report,
  visitor: Visitor,
  { address, people, waitMs }: { address: string; people: People; waitMs: number },
): Promise<void> {
  const { student, supervisor } = people;
  const both = { what: "the student and the supervisor", is: student && supervisor && { student, supervisor } };
  let uploaded: Uploaded | undefined;
  await report.check(
    "upload",
    {
      remedy: "Look at the file store: S3_* and the bucket, the size that proxies let through, the scanner.",
      needs: both,
    },
    async (pair) => {
      uploaded = await upload(visitor, pair.supervisor);
      report.remarks.push("Remains: the uploaded file for about a day, until the job files.collect removes it.");
      return `${uploaded.content.byteLength} bytes arrived`;
    },
  );
  // An assessment that is not taken back would go on counting.
  const hold = () => process.stderr.write("It ends once the assessment is taken back.\n");
  process.on("SIGINT", hold);
  const listeners = student ? await listen(address, student.token) : { open: [], refused: [] };
  let submitted: Submitted | undefined;
  await report.check(
    "submission",
    { remedy: "Take a student in a placement of that supervisor, with an open competency.", needs: both },
    async (pair) => {
      submitted = await submit(visitor, pair, { uploaded, admin: people.admin });
      report.remarks.push(
        "Remain: the discarded draft, which its author alone may read, and the lines of the audit about it.",
      );
      if (submitted.before.status === "NOT_STARTED") {
        report.remarks.push("Remains: one competency of the student, not started before, is in progress.");
      }
      return "an assessment at the lowest level";
    },
  );
  const needs = {
    what: "the submission",
    is: submitted && student && supervisor && { submitted, student, supervisor },
  };
  const until = Date.now() + windowMs;
  // At the same time, since the assessment can be taken back for moments only.
  const seen = needs.is && look(visitor, needs.is, { uploaded, listeners: listeners.open, until });
  await seen?.done;
  const isWithdrawn = await report.check(
    "taken back",
    { remedy: "Void the assessment as an administrator of the school: it counts until then.", needs },
    (given) => takeBack(visitor, given, people.admin),
  );
  process.off("SIGINT", hold);
  await report.check(
    "event",
    { remedy: "Look whether a worker runs or CRON_SECRET's calls come, and whether proxies hold streams back.", needs },
    async () => describeHeard(await seen?.heard(waitMs), listeners.refused),
  );
  await report.check(
    "progress",
    { remedy: "See “Progress” on the page Health, and the log.", needs },
    async (given) => {
      if (!(await seen?.progress)) throw new Fault("the student's progress does not show it");
      if (isWithdrawn && !(await isAsBefore(visitor, given)))
        throw new Fault("it is not as before, after it was taken back");
      return "shows it, and is as before after it was taken back";
    },
  );
  await report.check(
    "download",
    {
      remedy: "Look at the file store: the bucket, its region and key, and what is in front of it.",
      needs: { what: "the upload and the submission", is: needs.is && uploaded },
    },
    async () => {
      const fault = await seen?.download;
      if (fault !== null) throw fault ?? new Fault("it was not asked for");
      return "the student's signed link gives the same bytes";
    },
  );
  await report.check(
    "files need sign-in",
    {
      remedy: "Let nothing in front answer for /api/files, or keep what it answers.",
      needs: { what: "the upload", is: uploaded },
    },
    ({ fileId }) => refusesStrangers(visitor, fileId),
  );
  await report.check(
    "jobs",
    {
      remedy: "Start a worker, or set CRON_SECRET and the calls of /api/cron/jobs; see the page Jobs.",
      needs: isWithdrawn ? needs : { what: "the assessment taken back", is: undefined },
    },
    async ({ submitted: { assessmentId }, student: reader }) => {
      if (!(await seen?.notice)) throw new Fault("the student got no notification of it");
      const startedAt = Date.now();
      const isGone = async () => !(await hasNotice(visitor, reader, assessmentId));
      if (!(await pollUntil(startedAt + waitMs, isGone))) {
        throw new Fault(`the notification of it is still there after ${waitMs / 1000} s: no job has run`);
      }
      return "a notification came, and a job took it back";
    },
  );
  for (const { leave } of listeners.open) leave();
}

async function upload(visitor: Visitor, { token }: SignedIn): Promise<Uploaded> {
  const content = Buffer.from(`A check of the program. ${randomBytes(1_500).toString("hex")}\n`);
  const form = new FormData();
  form.set("file", new Blob([content], { type: "text/plain" }), "check.txt");
  const { fileId, sizeBytes, sha256 } = await visitor.json<FileAnswer>("/api/files", { token, form, status: 201 });
  const isSame = sizeBytes === content.byteLength && sha256 === createHash("sha256").update(content).digest("hex");
  if (!isSame) throw new Fault("the file arrived changed");
  return { fileId, content };
}

async function listen(address: string, token: string): Promise<{ open: Listener[]; refused: string[] }> {
  const tries = await Promise.allSettled([listenByStream(address, token), listenBySocket(address, token)]);
  const open = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refused = tries.flatMap((one, index) => (one.status === "rejected" ? [index === 0 ? "stream" : "socket"] : []));
  return { open, refused };
}

type Pair = { student: SignedIn; supervisor: SignedIn };

async function submit(
  visitor: Visitor,
  { student, supervisor }: Pair,
  { uploaded, admin }: { uploaded: Uploaded | undefined; admin: SignedIn | undefined },
): Promise<Submitted> {
  const { token } = supervisor;
  const studentId = student.userId;
  const { before, rating } = await findCompetency(visitor, { token, studentId });
  const submitted = { assessmentId: newId(), before, at: Date.now() };
  try {
    await visitor.json<SubmitAnswer>("/api/competency-assessments", {
      token,
      status: 201,
      json: {
        assessmentId: submitted.assessmentId,
        studentId,
        competencyId: before.competencyId,
        evaluationData: {
          overallRating: rating,
          feedback: "A check of the program, which is taken back at once.",
        },
        ...(uploaded ? { evidenceFiles: [uploaded.fileId] } : {}),
      },
    });
  } catch (error) {
    // It may be there, though its answer was lost.
    await takeBack(visitor, { submitted, student, supervisor }, admin).catch(() => {});
    throw error;
  }
  return submitted;
}

/**
 * One that the lowest level does not complete, and in which nothing is unfinished that would become the check's. Those in
 * progress first: one that is not started stays in progress after its first assessment was taken back.
 */
async function findCompetency(
  visitor: Visitor,
  { token, studentId }: { token: string; studentId: string },
): Promise<{ before: Assignment; rating: number }> {
  for (const status of ["IN_PROGRESS", "NOT_STARTED"]) {
    const query = new URLSearchParams({ studentId, status, limit: "50" });
    const { items } = await visitor.json<AssignmentsAnswer>(`/api/competency-assignments?${query}`, { token });
    for (const before of items.slice(0, mostCandidates)) {
      const { competencyId } = before;
      const form = await visitor.json<FormAnswer>(
        `/api/competency-assessments/form?${new URLSearchParams({ studentId, competencyId })}`,
        { token },
      );
      if (form.draft !== null || form.request !== null) continue;
      const rating = form.scale.min;
      const effect = await visitor.json<EffectAnswer>("/api/competency-assessments/effect", {
        token,
        json: { studentId, competencyId, evaluationData: { overallRating: rating } },
      });
      const { now, signed } = effect;
      if (signed && signed.after.completedCompetencies === now.completedCompetencies) return { before, rating };
    }
  }
  throw new Fault("the student has no open competency that the supervisor could assess without completing it");
}

type Given = Pair & { submitted: Submitted };
type Heard = { way: Listener["way"]; ms: number };

/** What the student sees while the assessment counts. None of the promises is rejected. */
function look(
  visitor: Visitor,
  { submitted, student }: Given,
  { uploaded, listeners, until }: { uploaded: Uploaded | undefined; listeners: readonly Listener[]; until: number },
) {
  const { assessmentId, at } = submitted;
  const asFalse = () => false;
  const progress = pollUntil(until, () => hasActivity(visitor, student, assessmentId), 300).catch(asFalse);
  const notice = pollUntil(until, () => hasNotice(visitor, student, assessmentId), 300).catch(asFalse);
  const download = uploaded
    ? compareContent(visitor, student, uploaded).then(
        () => null,
        (error: unknown) => error,
      )
    : undefined;
  const heardBy = async (by: number): Promise<Heard[]> => {
    const all = listeners.map(async ({ way, heard }) =>
      (await heard(assessmentId, by)) ? [{ way, ms: Date.now() - at }] : [],
    );
    return (await Promise.all(all)).flat();
  };
  const early = heardBy(until);
  return {
    progress,
    notice,
    download,
    /** By each way that it came; those that it came by within the window, else the first after it. */
    heard: async (waitMs: number) => {
      const found = await early;
      return found.length > 0 || Date.now() >= at + waitMs ? found : heardBy(at + waitMs);
    },
    done: Promise.race([
      Promise.all([progress, notice, download, early]),
      new Promise((done) => setTimeout(done, Math.max(0, until - Date.now())).unref()),
    ]),
  };
}

function describeHeard(heard: readonly Heard[] = [], refused: readonly string[]): string {
  const others = refused.map((way) => `the ${way} was not opened`);
  if (heard.length === 0) throw new Fault(["the student's page was not told", ...others].join("; "));
  const missing = (["stream", "socket"] as const)
    .filter((way) => !refused.includes(way) && !heard.some((one) => one.way === way))
    .map((way) => `not by the ${way}`);
  const came = heard.map(({ way, ms }) => `by the ${way} after ${(ms / 1000).toFixed(1)} s`);
  return [came.join(", "), ...missing, ...others].join("; ");
}

async function hasActivity(visitor: Visitor, { token }: SignedIn, assessmentId: string): Promise<boolean> {
  const { recentActivities } = await visitor.json<ProgressAnswer>("/api/competency-progress", { token });
  return recentActivities.some(({ id }) => id === assessmentId);
}

async function hasNotice(visitor: Visitor, { token }: SignedIn, assessmentId: string): Promise<boolean> {
  const { items } = await visitor.json<NotificationsAnswer>("/api/notifications?limit=50", { token });
  return items.some(({ payload }) => payload?.assessmentId === assessmentId);
}

async function isAsBefore(visitor: Visitor, { submitted, student }: Given): Promise<boolean> {
  const { assessmentId, before } = submitted;
  return pollUntil(Date.now() + settleMs, async () => {
    if (await hasActivity(visitor, student, assessmentId)) return false;
    // See `findCompetency`.
    const query = new URLSearchParams({ status: "IN_PROGRESS", limit: "100" });
    const { items } = await visitor.json<AssignmentsAnswer>(`/api/competency-assignments?${query}`, {
      token: student.token,
    });
    const now = items.find(({ id }) => id === before.id);
    return now?.progressPercentage === before.progressPercentage && now.observations === before.observations;
  });
}

async function compareContent(visitor: Visitor, { token }: SignedIn, { fileId, content }: Uploaded): Promise<void> {
  const opened = await visitor.ask(`/api/files/${fileId}`, { token });
  if (opened.status !== 302) throw unexpected("GET", "/api/files", opened);
  const location = opened.headers.get("location") ?? "";
  if (!location.startsWith("/api/file-contents/")) throw new Fault("the link leads elsewhere");
  const answer = await visitor.ask(location);
  if (answer.status !== 200) throw unexpected("GET", "/api/file-contents", answer);
  if (!answer.bytes.equals(content)) throw new Fault("the file came back changed");
}

async function refusesStrangers(visitor: Visitor, fileId: string): Promise<string> {
  const opened = await visitor.ask(`/api/files/${fileId}`);
  if (opened.status !== 401) throw unexpected("GET", "/api/files", opened);
  const guessed = await visitor.ask(`/api/file-contents/${fileId}`);
  if (guessed.status < 400 || guessed.status >= 500) throw unexpected("GET", "/api/file-contents", guessed);
  return "refused without it, and by a link that was not signed";
}

/** By its author, and where that fails by an administrator. */
async function takeBack(
  visitor: Visitor,
  { submitted, supervisor }: Given,
  admin: SignedIn | undefined,
): Promise<string> {
  const path = `/api/competency-assessments/${submitted.assessmentId}`;
  const { token } = supervisor;
  try {
    await visitor.json<ActAnswer>(`${path}/take-back`, { token, method: "POST" });
    await visitor.json(`${path}/draft`, { token, method: "DELETE" });
    return "taken back, and its draft discarded";
  } catch (error) {
    const reason = "A check of the program that its author could not take back.";
    const voided =
      admin && (await visitor.ask(`${path}/void`, { token: admin.token, json: { baseRevision: 1, reason } }));
    if (voided?.status !== 200) throw error;
    throw new Fault(
      "its author could not take it back",
      "Nothing: the administrator voided it. Look at why, in the log.",
    );
  }
}
