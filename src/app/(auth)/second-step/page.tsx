import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { factorsAnswer } from "#src/features/sessions/factors/schema.ts";
import { EnrolCard } from "#src/features/sessions/ui/enrol-card.tsx";
import { factorPaths } from "#src/features/sessions/ui/factor-queries.ts";
import { strings } from "#src/features/sessions/ui/factor-strings.ts";
import { ProofGuard } from "#src/features/sessions/ui/proof-guard.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { ownPath, signInHref } from "#src/lib/own-path.ts";

export const metadata: Metadata = { title: strings.enrolTitle };

type Search = { next?: string | string[] };

/** For whoever needs a second step and has none; nothing else is open to them. */
export default async function SecondStepPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next } = await searchParams;
  const to = ownPath(typeof next === "string" ? next : undefined) ?? "/dashboard";
  const factors = await serverApi(factorPaths.own, factorsAnswer);
  // The page of signing in renews the session, whose next token is open again.
  if (!factors.isRequired || factors.totp || factors.passkeys.length > 0) redirect(signInHref(to));
  return (
    <>
      <EnrolCard canUsePasskeys={factors.canUsePasskeys} next={to} />
      <ProofGuard />
    </>
  );
}
