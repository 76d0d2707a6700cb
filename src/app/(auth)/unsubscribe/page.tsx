import type { Metadata } from "next";
import { unsubscribeStrings as strings } from "../unsubscribe-strings.ts";
import { Unsubscribe } from "./unsubscribe.tsx";

// The address contains the token, so no other site may receive it in a Referer header.
export const metadata: Metadata = { title: strings.title, referrer: "no-referrer" };

export default async function UnsubscribePage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  return <Unsubscribe token={typeof token === "string" ? token : ""} />;
}
