import type { Metadata } from "next";
import { OutboxPage } from "#src/features/notifications/ui/outbox-page.tsx";
import { outboxStrings as strings } from "#src/features/notifications/ui/outbox-strings.ts";
import { getPageUserWithRole } from "../../../page-user.ts";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminOutboxPage() {
  await getPageUserWithRole("SUPER_ADMIN");
  return <OutboxPage />;
}
