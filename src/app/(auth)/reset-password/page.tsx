import type { Metadata } from "next";
import { strings } from "../strings.ts";
import { ResetPassword } from "./reset-password.tsx";

// The address contains the token, so no other site may receive it in a Referer header.
export const metadata: Metadata = { title: strings.resetTitle, referrer: "no-referrer" };

export default async function ResetPasswordPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  return <ResetPassword token={typeof token === "string" && token !== "" ? token : undefined} />;
}
