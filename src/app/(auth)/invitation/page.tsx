import type { Metadata } from "next";
import { strings } from "../strings.ts";
import { Invitation } from "./invitation.tsx";

// The address contains the token, so no other site may receive it in a Referer header.
export const metadata: Metadata = { title: strings.invitationTitle, referrer: "no-referrer" };

export default async function InvitationPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  return <Invitation token={typeof token === "string" ? token : ""} />;
}
