import type { Metadata } from "next";
import { decodedCode } from "../../decoded-code.ts";
import { VerifiedCode } from "../verified-code.tsx";
import { verifyStrings as strings } from "../verify-strings.ts";

// The address contains the code, which is its holder's to give: no search engine and no other site receives it.
export const metadata: Metadata = {
  title: strings.title,
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

export default async function VerifyCodePage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  return <VerifiedCode code={decodedCode(code)} />;
}
