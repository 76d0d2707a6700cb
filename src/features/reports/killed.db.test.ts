import { type ChildProcess, fork } from "node:child_process";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { addDays } from "#src/lib/day.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import type { ReportAnswer, RunAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const dataDir = process.env.DATA_DIR ?? "";
const entries = 12_000;
const today = new Date().toISOString().slice(0, 10);

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("set session_replication_role = replica");
  await rows(
    `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status)
     select 'many_' || n, school_id, student_id, id, rotation_id, now() - n * interval '1 hour',
       now() - n * interval '1 hour' + interval '30 minutes', 30, 'Ward round', 'PENDING'
     from placements, generate_series(1, $1) n where id = 'placement_amina'`,
    [entries],
  );
  await rows("reset session_replication_role");
});

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** The program's own worker, in a process of its own. */
async function startWorker(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "../../processes/worker.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.push(child);
  await new Promise<void>((ready, fail) => {
    child.once("message", () => ready());
    child.once("exit", (code) => fail(new Error(`the worker ended with ${code}`)));
  });
  return child;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(join(dataDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    return [];
  }
}

const question = {
  kind: "HOURS",
  title: "Every hour",
  studentId: "amina",
  period: `${addDays(today, -600)}/${today}`,
  format: "PDF",
  sections: [{ id: "entries", shown: true }],
};

describe("a worker that is killed in the middle of a scheduled report", () => {
  it("leaves nothing behind, and the next one makes one file and sends one message", async () => {
    const kept = (await api.post("hansen", "/api/reports", { question })).body as ReportAnswer;
    const body = { schedule: { every: "DAY", weekday: 1, time: "07:00" }, recipientIds: ["hansen"] };
    expect((await api.call("hansen", "PUT", `/api/reports/${kept.id}/schedule`, { body })).status).toBe(200);
    await rows("update report_definitions set next_at = now() - interval '1 minute' where id = $1", [kept.id]);
    const { jobs } = await import("#src/features/reports/jobs.ts");
    await makeJobRunner(jobs).run("reports.send", {});
    const [{ id: runId }] = await rows("select id from report_runs where definition_id = $1", [kept.id]);
    const run = async () => (await api.get("hansen", `/api/report-runs/${runId}`)).body as RunAnswer;

    const first = await startWorker();
    await expect.poll(async () => (await run()).progress, { timeout: 60_000, interval: 20 }).toBeGreaterThan(20);
    first.kill("SIGKILL");
    expect(await run()).toMatchObject({ state: "RUNNING", sizeBytes: null });
    expect(filesIn("files")).toEqual([]);
    const [left = "", ...others] = filesIn("incoming");
    expect(others).toEqual([]);
    // A day later, in the eyes of the worker that starts.
    const dayAgo = new Date(Date.now() - 25 * 60 * 60_000);
    utimesSync(left, dayAgo, dayAgo);

    await startWorker();
    await expect.poll(async () => (await run()).state, { timeout: 90_000, interval: 250 }).toBe("DONE");
    const [cached, ...more] = await rows(
      "select file_path, file_size, school_id, report_data ->> 'sha256' as sha256 from report_cache",
    );
    expect(more).toEqual([]);
    expect(filesIn("files").map((path) => path.endsWith(cached.file_path))).toEqual([true]);
    expect(filesIn("incoming")).toEqual([]);
    expect(await rows("select storage_key from file_removals")).toEqual([]);
    // Read to its end, its checksum is that of the row.
    const { file_path: key, file_size: sizeBytes, school_id: schoolId, sha256 } = cached;
    let bytes = 0;
    for await (const piece of await fileStore().getChecked({ key, schoolId, sizeBytes, sha256 }))
      bytes += piece.byteLength;
    expect(bytes).toBe((await run()).sizeBytes);

    const told = () =>
      rows("select channel, status from notification_queue where payload ->> 'reportRunId' = $1 order by channel", [
        runId,
      ]);
    await expect
      .poll(async () => (await told()).find(({ channel }) => channel === "EMAIL")?.status, { timeout: 20_000 })
      .toBe("SENT");
    expect((await told()).map(({ channel }) => channel)).toEqual(["EMAIL", "IN_APP"]);
    expect(await rows("select id from report_runs")).toEqual([{ id: runId }]);
  }, 240_000);
});
