import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

/** Whether a request by a foreign name is let through. The configuration is read once a process. */
async function accepts(path: string, variables: Record<string, string> = {}): Promise<boolean> {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { acceptTarget } = await import("#src/http/request-target.ts");
  const request = Object.assign(new IncomingMessage(new Socket()), { method: "GET", url: path });
  request.headers.host = "10-1-2-3.pod.example";
  return acceptTarget(request, new ServerResponse(request));
}

describe("what watches a process", () => {
  it("asks whether it is well by any name", async () => {
    expect(await accepts("/healthz")).toBe(true);
    expect(await accepts("/readyz")).toBe(true);
    expect(await accepts("/")).toBe(false);
  });

  it("asks for metrics by any name where a token decides, else by one of this machine alone", async () => {
    expect(await accepts("/metrics")).toBe(false);
    expect(await accepts("/metrics", { METRICS_TOKEN: "a-token-of-the-scraper-1" })).toBe(true);
  });
});
