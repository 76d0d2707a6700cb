import { beforeAll, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/hidden-suggestions";

beforeAll(() => arrangeTwoSchools(database.owner()));

it("hides a suggestion for its student alone, once, and shows it again", async () => {
  const suggestion = { kind: "due-soon", subjectId: "hand-washing" };
  const hide = (isHidden: boolean) => api.call("amina", "PUT", path, { body: { ...suggestion, isHidden } });
  expect((await api.get("amina", path)).body).toEqual({ items: [] });
  expect((await hide(true)).body).toEqual({ items: [suggestion] });
  expect((await hide(true)).body).toEqual({ items: [suggestion] });
  expect((await api.get("amina", path)).body).toEqual({ items: [suggestion] });
  expect((await api.get("ben", path)).body).toEqual({ items: [] });
  expect((await api.get("hansen", path)).status).toBe(403);
  expect((await hide(false)).body).toEqual({ items: [] });
  expect((await hide(false)).body).toEqual({ items: [] });
});

it("refuses what names no suggestion", async () => {
  expect((await api.call("amina", "PUT", path, { body: { kind: "", subjectId: "a", isHidden: true } })).status).toBe(
    422,
  );
  expect((await api.call("amina", "PUT", path, { body: { kind: "overdue", isHidden: true } })).status).toBe(422);
});
