import type { Account, SignedIn } from "#src/processes/deployment-check/accounts.ts";
import { Fault, type Report } from "#src/processes/deployment-check/report.ts";
import { rowsOf } from "#src/processes/deployment-check/rules.ts";
import { type Answer, unexpected, Visitor } from "#src/processes/deployment-check/visitor.ts";

/** Of each kind: people, what is about a student, what is of a school, what nobody outside reads. */
const tables = ["users", "schools", "assessments", "evaluations", "student_progress", "files", "events", "sessions"];
/** Rows of students, with the column that names whose they are. */
const ofStudents = { student_progress: "student_id", competency_assignments: "user_id", assessments: "student_id" };

export type Project = { url: string; anonKey: string; bucket: string | undefined };
type Student = { account: Account; signedIn: SignedIn | undefined };

/** What the project's own doors give to somebody who has the public key, or a student's token beside it. */
export async function checkSupabase(
  report: Report,
  { url, anonKey, bucket }: Project,
  student: Student,
): Promise<void> {
  const visitor = new Visitor(url);
  const key = { apikey: anonKey };
  await report.check(
    "PostgREST: key",
    { remedy: "Run npm run db:migrate, which takes back what the project grants to anon." },
    async () => {
      for (const table of tables) {
        const answer = await visitor.ask(`/rest/v1/${table}?select=*&limit=1`, { headers: key });
        if (isReachable(answer) && rowsOf(answer.text)?.length !== 0) throw new Fault(`the public key reads ${table}`);
      }
      return "the public key reads nothing";
    },
  );
  await report.check(
    "PostgREST: student",
    {
      remedy: "Run npm run db:migrate, and compare the policies with db/schema.sql.",
      needs: { what: "the student", is: student.signedIn },
    },
    (signedIn) => readAsStudent(visitor, key, student.account, signedIn),
  );
  await report.check(
    "sign-ups",
    { remedy: "Turn sign-ups off in the project, under Authentication: people are made by the program." },
    async () => {
      const path = "/auth/v1/settings";
      const settings = await visitor.json<{ disable_signup?: boolean }>(path, { headers: key });
      if (settings.disable_signup !== true) throw new Fault("anybody can sign up");
      return "are off";
    },
  );
  if (bucket !== undefined) {
    await report.check(
      "storage bucket",
      { remedy: "Make the bucket private in the project, and remove policies on storage.objects for anon." },
      () => refusesStorage(visitor, key, bucket),
    );
  }
}

/** Not where the table, or the way to it, is refused. */
function isReachable(answer: Answer): boolean {
  if (answer.status >= 500) throw unexpected("GET", "/rest/v1", answer);
  return answer.status >= 200 && answer.status < 300;
}

async function readAsStudent(
  visitor: Visitor,
  key: { apikey: string },
  account: Account,
  { token, userId }: SignedIn,
): Promise<string> {
  const own = await tryToken(visitor, key, token);
  const given = own ? undefined : await passwordGrant(visitor, key, account);
  if (!own && given === undefined) return "takes no token of a student";
  try {
    const bearer = own ? { token, id: userId } : given;
    if (!bearer) return "takes no token of a student";
    let count = 0;
    for (const [table, column] of Object.entries(ofStudents)) {
      const answer = await visitor.ask(`/rest/v1/${table}?select=student_id:${column}&limit=1000`, {
        headers: key,
        token: bearer.token,
      });
      // A door that is closed is no fault, a question that it does not understand is one of ours.
      if (answer.status === 400) throw unexpected("GET", "/rest/v1", answer);
      if (!isReachable(answer)) continue;
      const rows = rowsOf(answer.text) as { student_id?: unknown }[] | undefined;
      if (!rows) throw new Fault(`${table} answered no rows`);
      const ids = [userId, bearer.id];
      if (rows.some(({ student_id }) => !ids.includes(String(student_id)))) {
        throw new Fault(`a student reads rows of others in ${table}`);
      }
      count += rows.length;
    }
    return `a student reads ${count} rows, all their own`;
  } finally {
    if (given) await visitor.ask("/auth/v1/logout?scope=local", { method: "POST", headers: key, token: given.token });
  }
}

async function tryToken(visitor: Visitor, key: { apikey: string }, token: string): Promise<boolean> {
  const { status } = await visitor.ask("/rest/v1/student_progress?select=student_id&limit=1", { headers: key, token });
  return status !== 401;
}

/** Where Supabase Auth checks the passwords; undefined where it does not know this one. */
async function passwordGrant(
  visitor: Visitor,
  key: { apikey: string },
  json: Account,
): Promise<{ token: string; id: string } | undefined> {
  const answer = await visitor.ask("/auth/v1/token?grant_type=password", { headers: key, json });
  if (answer.status !== 200) return undefined;
  const { access_token: token, user } = JSON.parse(answer.text) as { access_token: string; user: { id: string } };
  return { token, id: user.id };
}

/** A public bucket answers that it lacks the object, a private one that there is no such bucket. */
async function refusesStorage(visitor: Visitor, key: { apikey: string }, bucket: string): Promise<string> {
  const name = encodeURIComponent(bucket);
  const open = await visitor.ask(`/storage/v1/object/public/${name}/nothing`);
  if (open.status < 400 || open.status >= 500) throw unexpected("GET", "/storage/v1/object/public", open);
  if (/object not found/i.test(open.text)) throw new Fault("the bucket is public");
  const isRefused = open.status === 401 || open.status === 403 || /bucket not found/i.test(open.text);
  if (!isRefused) throw new Fault("it does not say whether the bucket is public", "Look at the bucket in the project.");
  const listed = await visitor.ask(`/storage/v1/object/list/${name}`, { headers: key, json: { prefix: "", limit: 1 } });
  if (listed.status === 200 && rowsOf(listed.text)?.length !== 0) throw new Fault("the public key lists the bucket");
  return "is private";
}
