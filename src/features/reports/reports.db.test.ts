import { buffer } from "node:stream/consumers";
import { unzipSync } from "fflate";
import { readXlsx } from "hucre/xlsx";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type {
  PreviewAnswer,
  ReportAnswer,
  ReportsAnswer,
  RunAnswer,
  RunsAnswer,
} from "#src/features/reports/schema.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("update users set cohort_id = 'cohort_north', program_id = 'program_north' where id in ('amina', 'ben')");
  await rows("update users set name = '=1+1' where id = 'ben'");
});
beforeEach(clear);

async function clear() {
  await rows("delete from report_runs");
  await rows("delete from report_cache");
}

const question = {
  kind: "COHORT_SUMMARY",
  title: "Winter",
  cohortId: "cohort_north",
  format: "CSV",
  sections: [
    { id: "summary", shown: true },
    { id: "students", shown: true },
  ],
};

async function ask(person: Person, asked: object = question): Promise<RunAnswer> {
  const { status, body } = await api.post(person, "/api/report-runs", { question: asked });
  expect(status, JSON.stringify(body)).toBe(202);
  return body as RunAnswer;
}

async function runJob(runId: string, context = {}): Promise<void> {
  const { jobs } = await import("#src/features/reports/jobs.ts");
  await makeJobRunner(jobs).deliver(database.owner(), "report.requested", runId, context);
}

async function read(person: Person, runId: string): Promise<RunAnswer> {
  return (await api.get(person, `/api/report-runs/${runId}`)).body as RunAnswer;
}

const take = (person: Person, runId: string) => api.get(person, `/api/report-runs/${runId}/file`);

describe("making a report", () => {
  it("gives the file that was asked for, with formulas inert, and leaves audit and access rows", async () => {
    const run = await ask("admin");
    expect(run).toMatchObject({ state: "QUEUED", title: "Winter", format: "CSV" });
    expect((await take("admin", run.runId)).status).toBe(404);
    await runJob(run.runId);
    expect(await read("admin", run.runId)).toMatchObject({ state: "DONE", progress: 100 });
    const before = await rows("select from access_log where what = 'report'");
    const file = await take("admin", run.runId);
    expect(file.status).toBe(200);
    expect(file.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''Winter.csv");
    expect(file.body).toContain("'=1+1");
    expect(file.body).not.toMatch(/(^|,)=1/m);
    expect(await rows("select from access_log where what = 'report'")).toHaveLength(before.length + 1);
    expect(await rows("select access_count from report_cache")).toEqual([{ access_count: 1 }]);
    expect(
      await rows("select from audit_log where action = 'report.make' and entity_id = $1", [run.runId]),
    ).toHaveLength(1);
  });

  it.each(["=cmd|'/C calc'!A0", "+1", "@x", "-1+2", "\t=1", "Ben;=1+1"])(
    "keeps the name %j from being a formula",
    async (name) => {
      await rows("update users set name = $1 where id = 'ben'", [name]);
      const read = async (format: string) => {
        const run = await ask("admin", { ...question, format });
        await runJob(run.runId);
        const [stored] = await rows(
          `select k.file_path as key, k.school_id as "schoolId", k.file_size as "sizeBytes", k.report_data ->> 'sha256' as sha256
           from report_cache k join report_runs u using (cache_key) where u.id = $1`,
          [run.runId],
        );
        return buffer(await fileStore().getChecked(stored));
      };
      const csv = (await read("CSV")).toString();
      expect(csv.replaceAll("'", "")).toContain(name.replaceAll("'", ""));
      expect(csv).not.toMatch(/(^|[,;\t])"?[=+@]|,"?-\d/m);
      const book = await read("XLSX");
      const { sheets } = await readXlsx(book);
      expect(sheets.flatMap((sheet) => sheet.rows.flat())).toContain(name);
      for (const [path, content] of Object.entries(unzipSync(book))) {
        if (path.startsWith("xl/worksheets/")) expect(Buffer.from(content).toString(), path).not.toContain("<f>");
      }
      await rows("update users set name = '=1+1' where id = 'ben'");
    },
  );

  it("is done once for the same question of the same data, also at the same time, by whoever may see the same", async () => {
    const asked = await Promise.all([1, 2, 3, 4].map(() => ask("admin")));
    expect(new Set(asked.map(({ runId }) => runId)).size).toBe(1);
    await runJob(asked[0]?.runId ?? "");
    expect((await ask("admin")).state).toBe("DONE");
    expect(await rows("select from report_runs")).toHaveLength(1);
    const supervisor = await ask("hansen");
    expect(supervisor.runId).not.toBe(asked[0]?.runId);
    expect((await take("hansen", asked[0]?.runId ?? "")).status).toBe(404);
  });

  it("is done anew when a datum changed, and in another format", async () => {
    const first = await ask("admin");
    await runJob(first.runId);
    expect((await ask("admin", { ...question, format: "XLSX" })).runId).not.toBe(first.runId);
    await rows("update users set name = 'Amina the Second' where id = 'amina'");
    const second = await ask("admin");
    expect(second.runId).not.toBe(first.runId);
    await recount(["amina"]);
    await rows("update student_progress set version = version + 1 where student_id = 'amina'");
    expect((await ask("admin")).runId).not.toBe(second.runId);
  });

  it("is done anew whatever changed that it could show: names, the look, requests, predictions", async () => {
    const changes = [
      "update users set name = 'Hansen, Dr' where id = 'hansen'",
      "update rotations set site = 'Other site' where id = 'rotation_north'",
      `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
       values ('free', 'north', 'Free', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system')`,
      "update competencies set name = 'Said better' where id = 'free'",
      "update schools set color = '#123456' where id = 'north'",
      `insert into student_predictions (student_id, school_id, as_of, kind, is_known, is_flagged, completed, total)
       values ('amina', 'north', '2026-11-26', 'RULE', true, true, 0, 1)`,
      "insert into prediction_settings (school_id, is_on) values ('north', false)",
      `insert into assessments (id, school_id, student_id, competency_id, status, expires_at)
       values ('expired', 'north', 'amina', 'competency_north', 'EXPIRED', now())`,
    ];
    const made = new Set([(await ask("admin")).runId]);
    for (const [n, change] of changes.entries()) {
      await rows(change);
      made.add((await ask("admin")).runId);
      expect(made.size, change).toBe(n + 2);
      expect(made).toContain((await ask("admin")).runId);
    }
    await rows("delete from assessments where id = 'expired'");
    await rows("delete from prediction_settings");
  });

  it("can be stopped, also while it is made, and then keeps nothing", async () => {
    const waiting = await ask("admin");
    expect((await api.post("hansen", `/api/report-runs/${waiting.runId}/cancel`, {})).status).toBe(404);
    expect((await api.post("admin", `/api/report-runs/${waiting.runId}/cancel`, {})).body).toMatchObject({
      state: "CANCELLED",
    });
    await runJob(waiting.runId);
    expect(await read("admin", waiting.runId)).toMatchObject({ state: "CANCELLED" });
    const going = await ask("admin");
    const progress = () => void rows("update report_runs set state = 'CANCELLED' where id = $1", [going.runId]);
    await runJob(going.runId, { progress });
    expect(await read("admin", going.runId)).toMatchObject({ state: "CANCELLED" });
    expect(await rows("select from report_cache")).toEqual([]);
    expect((await api.post("admin", `/api/report-runs/${going.runId}/cancel`, {})).status).toBe(409);
  });

  it("can be run again and twice at once, as after a worker that was killed", async () => {
    const run = await ask("admin");
    await rows("update report_runs set state = 'RUNNING' where id = $1", [run.runId]);
    await Promise.all([runJob(run.runId), runJob(run.runId)]);
    expect(await read("admin", run.runId)).toMatchObject({ state: "DONE" });
    const [{ file_path: kept }] = await rows("select file_path from report_cache");
    // What nothing shows is left to the collector of files, and what is shown is not.
    const noted = (await rows("select storage_key as key from file_removals")).map(({ key }) => key);
    expect(noted).not.toContain(kept);
  });

  it("ends where the asker's right ended before it was made", async () => {
    const run = await ask("hansen");
    await rows("update users set status = 'SUSPENDED' where id = 'hansen'");
    await runJob(run.runId);
    await rows("update users set status = 'ACTIVE' where id = 'hansen'");
    expect(await read("hansen", run.runId)).toMatchObject({
      state: "FAILED",
      error: "Whoever asked for it may not see this any more.",
    });
  });

  it("is given to a supervisor only while they may see everybody it is about", async () => {
    const run = await ask("hansen");
    await runJob(run.runId);
    expect((await take("hansen", run.runId)).status).toBe(200);
    expect((await take("said", run.runId)).status).toBe(404);
    expect((await take("foreignAdmin", run.runId)).status).toBe(404);
    await rows("update placements set ended_at = now() where id = 'placement_amina'");
    expect([404, 409]).toContain((await take("hansen", run.runId)).status);
    await rows("update placements set ended_at = null where id = 'placement_amina'");
  });

  it("of a student is their own alone", async () => {
    const own = { kind: "HOURS", title: "Mine", format: "CSV", sections: [{ id: "summary", shown: true }] };
    const run = await ask("amina", own);
    await runJob(run.runId);
    expect((await take("amina", run.runId)).status).toBe(200);
    expect(((await api.get("amina", "/api/report-runs")).body as RunsAnswer).items).toHaveLength(1);
    expect((await api.post("amina", "/api/report-previews", { question: { ...own, studentId: "ben" } })).status).toBe(
      404,
    );
    expect((await api.post("amina", "/api/report-previews", { question })).status).toBe(403);
    expect((await api.post("hansen", "/api/report-previews", { question: { ...own, studentId: "ben" } })).status).toBe(
      404,
    );
    expect((await api.post("foreignAdmin", "/api/report-previews", { question })).status).toBe(404);
    expect((await api.post("super", "/api/report-previews", { question })).status).toBe(403);
  });

  it("is forgotten when it expired, and its content handed to the collector of files", async () => {
    const run = await ask("admin");
    await runJob(run.runId);
    const [{ file_path: key }] = await rows("update report_cache set expires_at = now() returning file_path");
    expect((await take("admin", run.runId)).status).toBe(404);
    const { jobs } = await import("#src/features/reports/jobs.ts");
    await makeJobRunner(jobs).run("reports.expire", {});
    expect(await rows("select from report_cache")).toEqual([]);
    expect(await rows("select from file_removals where storage_key = $1 and due_at <= now()", [key])).toHaveLength(1);
    expect((await ask("admin")).state).toBe("QUEUED");
  });

  it("shows a supervisor the students of their placements, and the school all", async () => {
    const preview = async (person: Person) =>
      (await api.post(person, "/api/report-previews", { question })).body as PreviewAnswer;
    expect((await preview("admin")).students).toBe(2);
    expect((await preview("hansen")).students).toBe(1);
  });
});

describe("a saved report", () => {
  const paper = (over = {}) => ({ question: { ...question, ...over } });

  async function keep(person: Person, over = {}): Promise<ReportAnswer> {
    const { status, body } = await api.post(person, "/api/reports", paper(over));
    expect(status, JSON.stringify(body)).toBe(201);
    return body as ReportAnswer;
  }
  const list = async (person: Person) => ((await api.get(person, "/api/reports")).body as ReportsAnswer).items;
  const put = (person: Person, path: string, body: object, headers = {}) =>
    api.call(person, "PUT", `/api/reports/${path}`, { body, headers });

  it("is changed from the revision that it was read in", async () => {
    const { id } = await keep("admin");
    const changed = await put("admin", id, paper({ title: "Other" }), { "if-match": '"1"' });
    expect(changed.body).toMatchObject({ title: "Other", revision: 2 });
    expect((await put("admin", id, paper(), { "if-match": '"1"' })).status).toBe(412);
    expect((await put("admin", id, paper())).status).toBe(428);
  });

  it("is shared with the staff of the school, who make it with their own rights and change a copy", async () => {
    const { id } = await keep("admin");
    expect((await api.get("hansen", `/api/reports/${id}`)).status).toBe(404);
    expect((await put("admin", `${id}/sharing`, { isShared: true })).body).toMatchObject({ isShared: true });
    expect((await list("hansen")).map((one) => [one.id, one.isOwn])).toEqual([[id, false]]);
    for (const person of ["amina", "foreignAdmin"] as const) {
      expect((await api.get(person, `/api/reports/${id}`)).status).toBe(404);
    }
    expect((await put("hansen", id, paper(), { "if-match": "*" })).status).toBe(404);
    const copy = await api.post("hansen", `/api/reports/${id}/copy`, {});
    expect(copy.body).toMatchObject({ title: "Copy of Winter", isOwn: true, isShared: false });
    expect(await rows("select from audit_log where action = 'report.share' and entity_id = $1", [id])).toHaveLength(1);
  });

  it("comes back for a day after it was deleted", async () => {
    const { id } = await keep("admin");
    expect((await api.call("admin", "DELETE", `/api/reports/${id}`)).status).toBe(200);
    expect((await api.get("admin", `/api/reports/${id}`)).status).toBe(404);
    expect((await api.post("admin", `/api/reports/${id}/restore`, {})).status).toBe(200);
    expect((await api.get("admin", `/api/reports/${id}`)).status).toBe(200);
  });

  const daily = { every: "DAY", weekday: 1, time: "07:00" };

  it("is sent once at its time, over two nodes, with a link and no attachment", async () => {
    const { id } = await keep("admin", { title: "Daily" });
    const scheduled = await put("admin", `${id}/schedule`, { schedule: daily, recipientIds: ["admin"] });
    expect(scheduled.body).toMatchObject({ schedule: daily, recipientIds: ["admin"] });
    expect((await put("admin", `${id}/schedule`, { schedule: daily, recipientIds: ["hansen"] })).status).toBe(422);
    await rows("update report_definitions set next_at = now() - interval '1 minute' where id = $1", [id]);
    const { jobs } = await import("#src/features/reports/jobs.ts");
    const runner = makeJobRunner(jobs);
    await Promise.all([runner.run("reports.send", {}), runner.run("reports.send", {})]);
    const runs = await rows("select id from report_runs where definition_id = $1", [id]);
    expect(runs).toHaveLength(1);
    const [{ next }] = await rows("select next_at > now() as next from report_definitions where id = $1", [id]);
    expect(next).toBe(true);
    await runJob(runs[0].id);
    const told = await rows("select payload, subject from notification_queue where payload ->> 'reportRunId' = $1", [
      runs[0].id,
    ]);
    expect(told.length).toBeGreaterThan(0);
    expect(told[0].subject).toBe("Daily is ready");
  });

  it("is sent no more when its owner left", async () => {
    const { id } = await keep("admin");
    await put("admin", `${id}/schedule`, { schedule: daily, recipientIds: ["admin"] });
    await rows("update report_definitions set next_at = now() - interval '1 minute' where id = $1", [id]);
    await rows("update users set status = 'SUSPENDED' where id = 'admin'");
    const { jobs } = await import("#src/features/reports/jobs.ts");
    await makeJobRunner(jobs).run("reports.send", {});
    await rows("update users set status = 'ACTIVE' where id = 'admin'");
    expect(await rows("select schedule, next_at from report_definitions where id = $1", [id])).toEqual([
      { schedule: null, next_at: null },
    ]);
    expect(await rows("select from report_runs where definition_id = $1", [id])).toEqual([]);
  });

  describe("of a supervisor", () => {
    const due = (id: string) =>
      rows("update report_definitions set next_at = now() - interval '1 minute' where id = $1", [id]);
    const send = async () => {
      const { jobs } = await import("#src/features/reports/jobs.ts");
      const runner = makeJobRunner(jobs);
      await Promise.all([runner.run("reports.send", {}), runner.run("reports.send", {})]);
    };
    const toldOf = (id: string) =>
      rows(
        `select user_id, subject, content from notification_queue
         where channel = 'IN_APP' and (payload ->> 'reportId' = $1
           or payload ->> 'reportRunId' in (select r.id from report_runs r where r.definition_id = $1))`,
        [id],
      );
    async function scheduled(over = {}): Promise<string> {
      const { id } = await keep("hansen", over);
      const answer = await put("hansen", `${id}/schedule`, { schedule: daily, recipientIds: ["hansen"] });
      expect(answer.body).toMatchObject({ schedule: daily, recipientIds: ["hansen"] });
      return id;
    }
    const scheduleOf = async (id: string) =>
      (await rows("select schedule is not null as on from report_definitions where id = $1", [id]))[0].on;

    it("is sent to themselves alone, about the students of their placements", async () => {
      const { id } = await keep("hansen");
      for (const recipientIds of [[], ["admin"], ["hansen", "said"]]) {
        expect((await put("hansen", `${id}/schedule`, { schedule: daily, recipientIds })).status).toBe(422);
      }
      expect((await put("said", `${id}/schedule`, { schedule: daily, recipientIds: ["said"] })).status).toBe(404);
      expect((await put("amina", `${id}/schedule`, { schedule: daily, recipientIds: ["amina"] })).status).toBe(403);
      const choices = (await api.get("hansen", "/api/report-choices")).body as { recipients: { id: string }[] };
      expect(choices.recipients.map((one) => one.id)).toEqual(["hansen"]);
      const own = await scheduled({ title: "Mine" });
      await due(own);
      await send();
      const runs = await rows("select id, user_id from report_runs where definition_id = $1", [own]);
      expect(runs).toMatchObject([{ user_id: "hansen" }]);
      await runJob(runs[0].id);
      await runJob(runs[0].id);
      expect(await toldOf(own)).toMatchObject([{ user_id: "hansen", subject: "Mine is ready" }]);
      const file = (await take("hansen", runs[0].id)).body as string;
      expect(file).toContain("Amina");
      expect(file).not.toContain("'=1+1");
    });

    it("stops, and says so once, when they see nobody of it any more", async () => {
      const id = await scheduled({ title: "Ended" });
      await due(id);
      await rows("update placements set ended_at = now() where id = 'placement_amina'");
      await send();
      await rows("update placements set ended_at = null where id = 'placement_amina'");
      expect(await scheduleOf(id)).toBe(false);
      expect(await rows("select from report_runs where definition_id = $1", [id])).toEqual([]);
      expect(await toldOf(id)).toEqual([
        {
          user_id: "hansen",
          subject: "Ended is sent no more",
          content: expect.stringMatching(/^Your report Ended is sent no more\. You do not see anybody/),
        },
      ]);
      await send();
      expect(await toldOf(id)).toHaveLength(1);
      expect(
        await rows("select entity_id from audit_log where action = 'report.stop-sending' and entity_id = $1", [id]),
      ).toEqual([{ entity_id: id }]);
    });

    it("stops with the role, and where it was about one student, with that student", async () => {
      const id = await scheduled({ title: "Role" });
      const one = {
        kind: "HOURS",
        sections: [{ id: "summary", shown: true }],
        cohortId: undefined,
        studentId: "amina",
      };
      const student = await scheduled({ ...one, title: "Amina" });
      await due(student);
      await rows("update placements set ended_at = now() - interval '20 days' where id = 'placement_amina'");
      await send();
      await rows("update placements set ended_at = null where id = 'placement_amina'");
      expect(await toldOf(student)).toMatchObject([{ subject: "Amina is sent no more" }]);
      await due(id);
      await rows("update users set role = 'STUDENT' where id = 'hansen'");
      await send();
      await rows("update users set role = 'CLINICAL_SUPERVISOR' where id = 'hansen'");
      expect(await scheduleOf(id)).toBe(false);
      expect((await toldOf(id))[0].content).toContain("Your role may not have reports sent any more.");
    });
  });

  it("of a school admin stops when nobody is left to whom it goes", async () => {
    const { id } = await keep("admin", { title: "Left" });
    await put("admin", `${id}/schedule`, { schedule: daily, recipientIds: ["admin"] });
    await rows(
      "update report_definitions set recipient_ids = '{gone}', next_at = now() - interval '1 minute' where id = $1",
      [id],
    );
    const { jobs } = await import("#src/features/reports/jobs.ts");
    await makeJobRunner(jobs).run("reports.send", {});
    expect(
      await rows("select content from notification_queue where channel = 'IN_APP' and payload ->> 'reportId' = $1", [
        id,
      ]),
    ).toMatchObject([{ content: expect.stringContaining("Nobody is left to whom it may be sent.") }]);
  });

  it("that is shared and was opened lately is made ahead, as its owner", async () => {
    const { id } = await keep("admin", { title: "Ahead" });
    await put("admin", `${id}/sharing`, { isShared: true });
    const { jobs } = await import("#src/features/reports/jobs.ts");
    const [{ time_zone: timeZone }] = await rows("select time_zone from schools where id = 'north'");
    await makeJobRunner(jobs).run("reports.make-ahead", { timeZone });
    expect(await rows("select user_id from report_runs where definition_id = $1", [id])).toEqual([
      { user_id: "admin" },
    ]);
  });
});
