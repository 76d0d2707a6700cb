import type { ReactNode } from "react";
import { getPageUser } from "../page-user.ts";
import { SignedIn } from "../signed-in.tsx";
import { SettingsNav } from "./settings-nav.tsx";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  // Nothing of a super admin's has a date.
  const hasCalendar = (await getPageUser()).role !== "SUPER_ADMIN";
  return (
    <SignedIn>
      <div className="xl:flex xl:gap-8">
        <SettingsNav hasCalendar={hasCalendar} />
        <div className="min-w-0 flex-1">{children}</div>
      </div>
    </SignedIn>
  );
}
