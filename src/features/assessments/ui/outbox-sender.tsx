"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { sealedReady } from "#src/ui/sealed/storage.ts";
import { toast } from "#src/ui/toast.tsx";
import { announceSubmitted } from "./announce-submitted.ts";
import { assessHref } from "./assessment-queries.ts";
import { announceBatch } from "./batch/announce-batch.ts";
import { batchesToSend, sendBatch } from "./batch/send-batch.ts";
import { isUnderWay, readOutbox, sendEntry } from "./outbox.ts";
import { strings } from "./strings.ts";

const retryMs = 20_000;

/** Sends the entries of the outbox from any page: when their author returns, and when the connection returns. */
export function OutboxSender({ userId }: { userId: string }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    const open = (href: string) => router.push(href);
    const sendAll = async () => {
      await sealedReady();
      for (const entry of readOutbox(userId)) {
        // The form that confirmed it is sending it and shows its status; a refused entry waits for its author.
        if (entry.refusal || isUnderWay(entry)) continue;
        const outcome = await sendEntry(entry);
        if (outcome.kind === "sent") await announceSubmitted({ ...outcome, queryClient, open });
        if (outcome.kind === "refused") {
          toast.error(strings.refusedLater(entry.studentName, entry.competencyName), {
            description: outcome.refusal.detail,
            action: { label: strings.open, onClick: () => open(assessHref(entry.studentId, entry.competencyId)) },
          });
        }
      }
      for (const key of batchesToSend(userId)) announceBatch({ key, outcome: await sendBatch(key), queryClient, open });
    };
    void sendAll();
    const timer = setInterval(() => void sendAll(), retryMs);
    const onOnline = () => void sendAll();
    window.addEventListener("online", onOnline);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", onOnline);
    };
  }, [userId, queryClient, router]);

  return null;
}
