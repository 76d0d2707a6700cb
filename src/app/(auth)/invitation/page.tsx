import type { Metadata } from "next";
import { strings } from "../strings.ts";
import { Invitation } from "./invitation.tsx";

// The address of older links contains the token, so no other site may receive it in a Referer header.
export const metadata: Metadata = { title: strings.invitationTitle, referrer: "no-referrer" };

export default function InvitationPage() {
  return <Invitation />;
}
