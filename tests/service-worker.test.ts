import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it, vi } from "vitest";

/** `public/sw.js` with what a browser gives it. */
const source = readFileSync(join(import.meta.dirname, "../public/sw.js"), "utf8");
const origin = "https://competency.test";
const showNotification = vi.fn(async () => {});
const openWindow = vi.fn(async () => {});
let windows: { url: string; focus(): unknown }[];
let listeners: Record<string, (event: unknown) => void>;

beforeEach(() => {
  windows = [];
  listeners = {};
  showNotification.mockClear();
  openWindow.mockClear();
  const self = {
    addEventListener: (type: string, listener: (event: unknown) => void) => {
      listeners[type] = listener;
    },
    registration: { showNotification },
    clients: { matchAll: async () => windows, openWindow },
    location: { origin },
  };
  runInNewContext(source, { self, URL });
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
});
