import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { looksAnswer } from "#src/features/audit/schema.ts";
import { auditKeys, auditPaths } from "#src/features/audit/ui/audit-queries.ts";
import { LooksPage } from "#src/features/audit/ui/looks-page.tsx";
import { looksStrings as strings } from "#src/features/audit/ui/looks-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUser } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function OwnLooksPage() {
  // A super admin belongs to no school whose staff would look at them.
  if ((await getPageUser()).role === "SUPER_ADMIN") notFound();
  const looks = await serverApi(auditPaths.looks, looksAnswer);
  return (
    <Prefetched data={[[auditKeys.looks(), { pages: [looks], pageParams: [null] }]]}>
      <LooksPage />
    </Prefetched>
  );
}
