import { expect, it } from "vitest";
import type { NotificationLine, NotificationsAnswer } from "#src/features/notifications/schema.ts";
import { markAsRead } from "./mark-as-read.ts";

const line = (id: string, minute: number, readAt: string | null = null): NotificationLine => ({
  id,
  type: "FEEDBACK_AVAILABLE",
  subject: null,
  content: id,
  payload: null,
  createdAt: `2026-12-02T09:0${minute}:00.000Z`,
  readAt,
});
const earlier = "2026-12-02T08:00:00.000Z";
const now = "2026-12-02T10:00:00.000Z";
const known: NotificationsAnswer = {
  items: [line("c", 3), line("b", 2), line("a", 1, earlier)],
  nextCursor: null,
  unread: 5,
};
const readAtOf = (answer: NotificationsAnswer) => answer.items.map(({ readAt }) => readAt);

it("marks those that are named, and counts them", () => {
  const answer = markAsRead(known, { ids: ["b"] }, now);
  expect(readAtOf(answer)).toEqual([null, now, earlier]);
  expect(answer.unread).toBe(4);
});

it("marks one with all that are older, of which none is left", () => {
  const answer = markAsRead(known, { upTo: line("b", 2) }, now);
  expect(readAtOf(answer)).toEqual([null, now, earlier]);
  expect(answer.unread).toBe(0);
});
