import { beforeAll, expect, it } from "vitest";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

/** A second database stands for the replica, and says by a name which of the two was read. */
const replica = useDatabase();
process.env.REPLICA_URL = replica.url;
const primary = useDatabase();
const api = useApi();

beforeAll(async () => {
  for (const { owner } of [replica, primary]) await arrangeTwoSchools(owner()).catch(() => {});
  await replica.owner().query("update rotations set name = 'Of the replica'");
});

const ask = async () => {
  const query = { scope: "program", programId: "program_north" };
  const { status, body } = await api.get("admin", "/api/competency-analytics", { query });
  expect(status).toBe(200);
  return (body as AnalyticsAnswer).asOf;
};

it("reads a program from the replica, and writes the access row to the primary", async () => {
  expect(await ask()).toMatchObject({ isReplica: true });
  const { rows } = await primary.owner().query("select what from access_log");
  expect(rows).toEqual([{ what: "program analytics" }]);
});

it("reads the primary where the replica fails", async () => {
  await replica.owner().query("alter function app.read_cohort_history() rename to gone");
  expect(await ask()).toMatchObject({ isReplica: false });
  await replica.owner().query("alter function app.gone() rename to read_cohort_history");
  // It is left alone for a while.
  expect(await ask()).toMatchObject({ isReplica: false });
});
