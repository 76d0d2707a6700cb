import type { notificationQueue } from "#src/platform/db/tables/notifications.ts";

export type Priority = (typeof notificationQueue.$inferSelect)["priority"];

/** A message as it leaves, to one person. A digest has several parts. */
export type Message = {
  /** The same with each try, so that a provider and a reader can tell a repeat. */
  id: string;
  person: { id: string; name: string; email: string; schoolId: string };
  school: string;
  isDigest: boolean;
  /** What cannot be switched off has no way to switch it off. */
  isAlways: boolean;
  type: string;
  priority: Priority;
  parts: readonly { subject: string | null; content: string; path: string | undefined }[];
};

/** Resolves once the provider has the message, else throws a DeliveryError. */
export type Deliver = (message: Message) => Promise<void>;
