import type { Metadata } from "next";
import { strings } from "../strings.ts";
import { ResetPassword } from "./reset-password.tsx";

// The token is in the address: no other site may learn it from a Referer header.
export const metadata: Metadata = { title: strings.resetTitle, referrer: "no-referrer" };

export default async function ResetPasswordPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  return <ResetPassword token={typeof token === "string" && token !== "" ? token : undefined} />;
}
