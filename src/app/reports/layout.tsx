import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";

export default function ReportsLayout({ children }: { children: ReactNode }) {
  return <SignedIn>{children}</SignedIn>;
}
