import type { Metadata } from "next";
import { VerifyForm } from "./verify-form.tsx";
import { verifyStrings as strings } from "./verify-strings.ts";

export const metadata: Metadata = { title: strings.title, robots: { index: false, follow: false } };

/** For whoever has a certificate or a transcript on paper. */
export default function VerifyPage() {
  return <VerifyForm />;
}
