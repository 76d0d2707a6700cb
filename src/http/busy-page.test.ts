import { once } from "node:events";
import http, { type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";

let server: http.Server;
let address = "";
const open: ServerResponse[] = [];

// Of these 12 for what is ordinary, of which 9 for whoever is not signed in: two pages.
process.env.REQUESTS_AT_ONCE = "20";

beforeAll(async () => {
  const { enterPage } = await import("./busy-page.ts");
  server = http.createServer((request, response) => {
    if (enterPage(request, response)) open.push(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it("stands for a page there is no room for, comes back by itself, and gives way when there is room", async () => {
  const first = fetch(address);
  const leaving = new AbortController();
  const second = fetch(address, { signal: leaving.signal }).catch(() => "left");
  await expect.poll(() => open.length).toBe(2);

  const busy = await fetch(address);
  expect(busy.status).toBe(503);
  const seconds = busy.headers.get("retry-after");
  const page = await busy.text();
  expect(page).toContain(`<meta http-equiv="refresh" content="${seconds}">`);
  expect(page).toContain("Nothing that you wrote is lost.");
  expect(busy.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='/);

  open[0]?.end("the page");
  expect(await (await first).text()).toBe("the page");
  const third = fetch(address);
  await expect.poll(() => open.length).toBe(3);
  // Whoever closes the tab leaves a place too.
  leaving.abort();
  expect(await second).toBe("left");
  const fourth = fetch(address);
  await expect.poll(() => open.length).toBe(4);
  for (const response of open.slice(2)) response.end();
  expect((await Promise.all([third, fourth])).map(({ status }) => status)).toEqual([200, 200]);
});

it("stands first for what a browser fetches before anybody opens it", async () => {
  const page = fetch(address);
  await expect.poll(() => open.length).toBe(5);
  expect((await fetch(address, { headers: { "next-router-prefetch": "1" } })).status).toBe(503);
  const other = fetch(address);
  await expect.poll(() => open.length).toBe(6);
  for (const response of open.slice(4)) response.end();
  await Promise.all([page, other]);
});
