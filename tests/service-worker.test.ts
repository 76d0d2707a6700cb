import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it, vi } from "vitest";

/** `public/sw.js` with what a browser gives it. */
const source = readFileSync(join(import.meta.dirname, "../public/sw.js"), "utf8");
const origin = "https://competency.test";
const showNotification = vi.fn(async () => {});
const openWindow = vi.fn(async () => {});
const subscribe = vi.fn();
let answers: { method: string; path: string; status: number }[];
const fetch = vi.fn(async (path: string, { method }: { method: string; body: string; credentials: string }) => {
  const answer = answers.shift();
  expect({ method, path }).toEqual({ method: answer?.method, path: answer?.path });
  return { status: answer?.status, ok: answer?.status === 200 };
});
let windows: { url: string; focus(): unknown }[];
let listeners: Record<string, (event: unknown) => void>;

beforeEach(() => {
  windows = [];
  listeners = {};
  showNotification.mockClear();
  openWindow.mockClear();
  subscribe.mockReset();
  fetch.mockClear();
  const self = {
    addEventListener: (type: string, listener: (event: unknown) => void) => {
      listeners[type] = listener;
    },
    registration: { showNotification, pushManager: { subscribe } },
    clients: { matchAll: async () => windows, openWindow },
    location: { origin },
  };
  runInNewContext(source, { self, URL, fetch });
});

async function dispatch(type: string, event: object): Promise<void> {
  const waited: unknown[] = [];
  listeners[type]?.({ ...event, waitUntil: (work: unknown) => waited.push(work) });
  await Promise.all(waited);
}

const push = (text: string | null) =>
  dispatch("push", { data: text === null ? null : { json: () => JSON.parse(text) } });
const press = (data: unknown) => dispatch("notificationclick", { notification: { close: () => {}, data } });

describe("the service worker", () => {
  it("shows a message under its id", async () => {
    await push(JSON.stringify({ title: "Riverside", body: "You have new feedback.", path: "/assessment/a", id: "m1" }));
    expect(showNotification).toHaveBeenCalledExactlyOnceWith("Riverside", {
      body: "You have new feedback.",
      tag: "m1",
      data: { path: "/assessment/a" },
    });
  });

  it.each([null, "", "{", "null"])("shows something when the message cannot be read: %s", async (text) => {
    await push(text);
    expect(showNotification).toHaveBeenCalledExactlyOnceWith(
      "Competency",
      expect.objectContaining({ data: { path: "/dashboard" } }),
    );
  });

  it("opens the page of the message, or brings the window to the front that shows it", async () => {
    await press({ path: "/assessment/a" });
    expect(openWindow).toHaveBeenCalledExactlyOnceWith(`${origin}/assessment/a`);
    const focus = vi.fn();
    windows = [
      { url: `${origin}/assessment/new`, focus: vi.fn() },
      { url: `${origin}/assessment/a`, focus },
    ];
    await press({ path: "/assessment/a" });
    expect(focus).toHaveBeenCalledOnce();
    expect(openWindow).toHaveBeenCalledOnce();
  });

  it.each([
    "https://elsewhere.test/",
    "//elsewhere.test/",
    "\\\\elsewhere.test/",
    "javascript:alert(1)",
    "data:text/html,x",
    undefined,
    null,
    7,
  ])("opens nothing of another origin: %s", async (path) => {
    await press({ path });
    await press(undefined);
    expect(openWindow.mock.calls).toEqual([[`${origin}/dashboard`], [`${origin}/dashboard`]]);
  });

  const subscriptionAt = (endpoint: string) => ({
    endpoint,
    options: { userVisibleOnly: true, applicationServerKey: "key" },
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: "public", auth: "secret" } }),
    unsubscribe: vi.fn(async () => true),
  });
  const put = (status: number) => ({ method: "PUT", path: "/api/notifications/devices", status });
  const refresh = (status: number) => ({ method: "POST", path: "/api/auth/refresh", status });

  it.each([
    ["tells the program a new address and what it replaces", [put(200)], true],
    ["renews the session first where it has to", [put(401), refresh(200), put(200)], true],
    ["ends where nobody is signed in any more", [put(401), refresh(401)], false],
    ["ends where somebody else is signed in now", [put(404)], false],
    ["stays where the program is away", [put(503)], true],
  ])("%s", async (_, expected, stays) => {
    const [before, after] = [subscriptionAt("https://push.test/old"), subscriptionAt("https://push.test/new")];
    answers = [...expected];
    await dispatch("pushsubscriptionchange", { oldSubscription: before, newSubscription: after });
    expect(answers).toEqual([]);
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      credentials: "same-origin",
      body: JSON.stringify({
        replaces: "https://push.test/old",
        endpoint: "https://push.test/new",
        keys: { p256dh: "public", auth: "secret" },
      }),
    });
    expect(after.unsubscribe).toHaveBeenCalledTimes(stays ? 0 : 1);
    expect(subscribe).not.toHaveBeenCalled();
  });

  it("subscribes again as before where the browser did not", async () => {
    const [before, after] = [subscriptionAt("https://push.test/old"), subscriptionAt("https://push.test/new")];
    subscribe.mockResolvedValue(after);
    answers = [put(200)];
    await dispatch("pushsubscriptionchange", { oldSubscription: before, newSubscription: null });
    expect(subscribe).toHaveBeenCalledExactlyOnceWith(before.options);
    expect(answers).toEqual([]);
  });

  it("does nothing where the browser does not know which address was replaced", async () => {
    answers = [];
    await dispatch("pushsubscriptionchange", { oldSubscription: null, newSubscription: null });
    expect(fetch).not.toHaveBeenCalled();
  });
});
