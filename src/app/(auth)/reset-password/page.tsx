import type { Metadata } from "next";
import { strings } from "../strings.ts";
import { ResetPassword } from "./reset-password.tsx";

// The address of older links contains the token, so no other site may receive it in a Referer header.
export const metadata: Metadata = { title: strings.resetTitle, referrer: "no-referrer" };

export default function ResetPasswordPage() {
  return <ResetPassword />;
}
