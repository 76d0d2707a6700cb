import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { feedbackKeys } from "#src/features/feedback/ui/feedback-queries.ts";
import { strings } from "#src/features/feedback/ui/strings.ts";
import { getPageUserWithRole } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";
import { findRound } from "../find-round.ts";
import { FeedbackRound } from "./feedback-round.tsx";

export const metadata: Metadata = { title: strings.round };

export default async function FeedbackRoundPage({ params }: { params: Promise<{ id: string }> }) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const round = await findRound((await params).id);
  if (!round) notFound();
  return (
    <Prefetched data={[[feedbackKeys.round(round.roundId), round]]}>
      <FeedbackRound id={round.roundId} />
    </Prefetched>
  );
}
