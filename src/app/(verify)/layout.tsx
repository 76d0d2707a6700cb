import type { ReactNode } from "react";
import { CardPage } from "../card-page.tsx";
import { VerifyLogo } from "./verify-logo.tsx";

/** As a page of the sign-in, in the look of the school whose document was checked. */
export default function VerifyLayout({ children }: { children: ReactNode }) {
  return <CardPage logo={<VerifyLogo />}>{children}</CardPage>;
}
