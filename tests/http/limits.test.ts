import { beforeAll, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));

const { endpoints } = await import("#src/http/endpoints.ts");

it("counts an endpoint's own limit apart from every other request of the person [V2.4.1]", async () => {
  const [first, second] = endpoints.filter(
    ({ method, permission, limitPerMinute }) =>
      method === "POST" && permission !== "public" && permission.roles.SCHOOL_ADMIN && limitPerMinute === 60,
  );
  // The limit is taken before the body is read.
  const statusOf = async (path = "") => (await api.post("admin", path, {})).status;
  for (let time = 0; time < 60; time += 1) expect(await statusOf(first?.path)).not.toBe(429);
  expect(await statusOf(first?.path)).toBe(429);
  expect(await statusOf(second?.path)).not.toBe(429);
});
