import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return <SignedIn>{children}</SignedIn>;
}
