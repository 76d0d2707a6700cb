import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";

export default function NotificationsLayout({ children }: { children: ReactNode }) {
  return (
    <SignedIn>
      <NuqsAdapter>{children}</NuqsAdapter>
    </SignedIn>
  );
}
