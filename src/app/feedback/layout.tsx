import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";

export default function FeedbackLayout({ children }: { children: ReactNode }) {
  return <SignedIn isTask>{children}</SignedIn>;
}
