import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";

export default function AssessmentLayout({ children }: { children: ReactNode }) {
  return <SignedIn isTask>{children}</SignedIn>;
}
