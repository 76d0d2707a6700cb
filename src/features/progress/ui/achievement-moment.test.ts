import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Achievement, sayAchievements, tellAchievement } from "./achievement-moment.ts";

const told = vi.hoisted(() => vi.fn());
vi.mock("#src/ui/toast.tsx", () => ({ toast: { success: told } }));

const stored = new Map<string, string>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2026-12-01T10:00:00Z");
  vi.stubGlobal("document", { visibilityState: "visible" });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  stored.clear();
  told.mockClear();
});

const unlocked = (id: string, data: Achievement = { kind: "competency", name: "Wound Care" }) => ({
  id,
  occurredAt: "2026-12-01T09:59:59Z",
  data,
});

it("names the greatest first, and the others with it", () => {
  expect(sayAchievements([{ kind: "category", name: "Patient Care" }])).toEqual({
    title: "You completed all of Patient Care",
  });
  expect(
    sayAchievements([
      { kind: "competency", name: "Wound Care" },
      { kind: "framework", name: "Nursing" },
      { kind: "category", name: "Patient Care" },
    ]),
  ).toEqual({
    title: "You completed everything in Nursing",
    description: "Also completed: Patient Care, Wound Care.",
  });
});

it("tells what is completed together in one message, and each once however often it is heard", () => {
  tellAchievement(unlocked("7"));
  tellAchievement(unlocked("8", { kind: "category", name: "Patient Care" }));
  tellAchievement(unlocked("7"));
  tellAchievement(unlocked("8", { kind: "category", name: "Patient Care" }));
  vi.runAllTimers();
  expect(told.mock.calls.map(([title]) => title)).toEqual(["You completed all of Patient Care"]);
  tellAchievement(unlocked("8"));
  vi.runAllTimers();
  expect(told).toHaveBeenCalledTimes(1);
  tellAchievement(unlocked("9"));
  vi.runAllTimers();
  expect(told).toHaveBeenCalledTimes(2);
});

it("leaves it to the notification where nobody looks, or where it was long ago", () => {
  vi.stubGlobal("document", { visibilityState: "hidden" });
  tellAchievement(unlocked("7"));
  vi.stubGlobal("document", { visibilityState: "visible" });
  tellAchievement({ ...unlocked("8"), occurredAt: "2026-12-01T09:50:00Z" });
  vi.runAllTimers();
  expect(told).not.toHaveBeenCalled();
});
