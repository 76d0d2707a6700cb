import { expect, it } from "vitest";
import { useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";

useDatabase();
const api = useApi();

it("is not there without CRON_SECRET, whatever is sent as one", async () => {
  const nowhere = await api.get(undefined, "/api/nowhere");
  for (const authorization of [undefined, "Bearer ", "Bearer undefined", "Bearer null"]) {
    const answer = await api.get(undefined, "/api/cron/jobs", authorization ? { headers: { authorization } } : {});
    expect(answer.status).toBe(404);
    const detailOf = ({ body }: { body: unknown }) => (body as { detail: string }).detail;
    expect(detailOf(answer)).toBe(detailOf(nowhere));
  }
});
