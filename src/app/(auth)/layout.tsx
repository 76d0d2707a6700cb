import type { ReactNode } from "react";
import { Logo } from "#src/ui/logo.tsx";
import { CardPage } from "../card-page.tsx";

/** A page with one card. It does not depend on the user. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return <CardPage logo={<Logo href="/" />}>{children}</CardPage>;
}
