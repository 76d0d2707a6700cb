import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";
import { SettingsNav } from "./settings-nav.tsx";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <SignedIn>
      <div className="xl:flex xl:gap-8">
        <SettingsNav />
        <div className="min-w-0 flex-1">{children}</div>
      </div>
    </SignedIn>
  );
}
