import type { Metadata } from "next";
import { strings } from "../strings.ts";
import { ForgotPassword } from "./forgot-password.tsx";

export const metadata: Metadata = { title: strings.forgotTitle };

export default function ForgotPasswordPage() {
  return <ForgotPassword />;
}
