import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";

/** Pages below the dashboard's addresses that have a header of their own on a phone: the shell knows it before they load. */
export default function TaskLayout({ children }: { children: ReactNode }) {
  return <SignedIn isTask>{children}</SignedIn>;
}
