import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ensureBuilt } from "#src/processes/start/build.mjs";
import { launchBrowser, untilSettled } from "../support/browser.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { signIn } from "../support/http-client.ts";
import { openContext } from "../support/pages.ts";
import { discardProgram, type Program } from "../support/program.ts";

const checkout = join(import.meta.dirname, "../..");

/** A CDN: passes on what it does not have and keeps it as long as the answer allows. */
function makeCdn(origin: () => string) {
  const kept = new Map<string, Answer>();
  const asked: string[] = [];
  const server = http.createServer(async (request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    const answer = kept.get(path) ?? (await fetchOf(origin() + path));
    if (/immutable/.test(answer.headers.get("cache-control") ?? "")) kept.set(path, answer);
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers) {
      if (!/^(connection|keep-alive|transfer-encoding|content-(encoding|length))$/.test(name))
        response.setHeader(name, value);
    }
    response.end(answer.body);
  });
  return { server, asked, kept };
}

type Answer = { status: number; headers: Headers; body: Buffer };

async function fetchOf(address: string): Promise<Answer> {
  const answer = await fetch(address);
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

describe("a CDN in front of the assets", () => {
  let program: Program;
  let browser: Browser;
  let folder: string;
  const { server, asked, kept } = makeCdn(() => program.address);
  let cdnUrl: string;

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    cdnUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // The pages are built for the address, in a copy of the checkout, so that the build of the other tests stays.
    folder = mkdtempSync(join(checkout, ".private-"));
    const parts = readdirSync(checkout).filter((name) => !/^\.(git|data|env|next|private-.*)$/.test(name));
    execFileSync("cp", ["-al", ...parts.map((name) => join(checkout, name)), folder]);
    vi.stubEnv("CDN_URL", cdnUrl);
    await ensureBuilt(folder, process.execPath, () => {});
    program = await startDemoProgram({ root: folder, env: { CDN_URL: cdnUrl } });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
    if (program) await discardProgram(program);
    rmSync(folder, { recursive: true, force: true });
  });

  it("gives every page its scripts, styles and fonts, within the page's policy", async () => {
    const person = await signIn(program.address, "student@demo.test");
    const context = await openContext(browser, { address: program.address, person, width: 1440, height: 900 });
    const page = await context.newPage();
    const faults: string[] = [];
    const loaded: { url: string; type: string; status: number }[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || /Content.Security.Policy|CORS/i.test(message.text()))
        faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("requestfailed", (request) => faults.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on("response", (response) =>
      loaded.push({ url: response.url(), type: response.request().resourceType(), status: response.status() }),
    );
    for (const path of ["/dashboard/student", "/settings/profile", "/dashboard/student/competencies"]) {
      await page.goto(program.address + path);
      await untilSettled(page);
      await page.waitForLoadState("networkidle");
    }
    // A link is followed by a script, which loads those of the next page.
    await page.goBack();
    await untilSettled(page);
    expect(faults.filter((fault) => !/ERR_ABORTED/.test(fault))).toEqual([]);
    for (const type of ["script", "stylesheet", "font"]) {
      const ofType = loaded.filter((one) => one.type === type && !one.url.endsWith("/sw.js"));
      expect(ofType.length, type).toBeGreaterThan(0);
      expect(ofType.filter(({ url, status }) => !url.startsWith(`${cdnUrl}/_next/static/`) || status !== 200)).toEqual(
        [],
      );
    }
    expect(asked.filter((path) => !path.startsWith("/_next/static/"))).toEqual([]);
    expect(kept.size).toBe(new Set(asked).size);
    await context.close();
  });

  it("is the only other origin that the policy allows", async () => {
    const policy = (await fetch(`${program.address}/sign-in`)).headers.get("content-security-policy") ?? "";
    const directives = new Map(policy.split("; ").map((line) => [line.split(" ")[0], line.split(" ").slice(1)]));
    for (const name of ["script-src", "style-src", "font-src", "img-src"]) {
      expect(directives.get(name)?.filter((source) => source.startsWith("http"))).toEqual([cdnUrl]);
    }
    for (const name of ["default-src", "connect-src", "worker-src", "form-action"]) {
      expect(directives.get(name)).toEqual(["'self'"]);
    }
  });

  it.each([
    ["/sw.js", "no-cache"],
    ["/icon.svg", "public, max-age=3600"],
    ["/people-template.csv", "public, max-age=3600"],
  ])("keeps %s for no longer than its name allows", async (path, cacheControl) => {
    const answer = await fetch(program.address + path);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, cacheControl]);
    expect(answer.headers.get("etag")).toBeTruthy();
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("keeps what has a hash in its name for a year", () => {
    expect(kept.size).toBeGreaterThan(5);
    for (const { headers } of kept.values()) {
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(headers.get("access-control-allow-origin")).toBe("*");
    }
  });
});
