import type { NotificationLine, NotificationsAnswer } from "#src/features/notifications/schema.ts";

/** Some notifications, or one with all that are older. */
export type ReadWhat = { ids: readonly string[] } | { upTo: Pick<NotificationLine, "id" | "createdAt"> };

/** An answer of the server as it will be once these are read. */
export function markAsRead(known: NotificationsAnswer, what: ReadWhat, readAt: string): NotificationsAnswer {
  const isMeant = (line: NotificationLine) =>
    line.readAt === null &&
    ("ids" in what ? what.ids.includes(line.id) : line.id === what.upTo.id || line.createdAt <= what.upTo.createdAt);
  const unread = "ids" in what ? Math.max(0, known.unread - what.ids.length) : 0;
  return { ...known, unread, items: known.items.map((line) => (isMeant(line) ? { ...line, readAt } : line)) };
}
