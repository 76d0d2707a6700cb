"use client";

import { type ReactNode, useState } from "react";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import type { DraftStatus } from "./draft-keeper.ts";
import { strings } from "./strings.ts";

export type Notice = { kind: "restored"; hasSaved: boolean } | { kind: "refused"; detail: string };

type FormNoticesProps = {
  waiting: boolean;
  status: DraftStatus;
  notice: Notice | undefined;
  gapCount: number;
  assessmentId: string | null;
  studentName: string;
  onSend: () => Promise<unknown>;
  onUseSaved: () => void;
};

/** Messages about the whole form: at most one at a time, the most urgent first. */
export function FormNotices(props: FormNoticesProps) {
  const content = noticeOf(props);
  return content ? <div className="p-4 md:px-6">{content}</div> : null;
}

function noticeOf({
  waiting,
  status,
  notice,
  gapCount,
  assessmentId,
  studentName,
  onSend,
  onUseSaved,
}: FormNoticesProps) {
  if (waiting) {
    return (
      <Callout live title={strings.waitingTitle} tone="warning">
        {strings.waitingBody(studentName)}
        <Act>
          <SendNow onSend={onSend} />
        </Act>
      </Callout>
    );
  }
  if (status === "gone") {
    return (
      <Callout live title={strings.conflictTitle} tone="danger">
        {strings.conflictBody}
        {assessmentId ? (
          <Act>
            <LinkButton href={`/assessment/${assessmentId}`} replace>
              {strings.openAssessment}
            </LinkButton>
          </Act>
        ) : null}
      </Callout>
    );
  }
  if (status === "refused") {
    return (
      <Callout live title={strings.refusedTitle} tone="danger">
        {strings.forbiddenBody}
      </Callout>
    );
  }
  if (notice?.kind === "refused") {
    return (
      <Callout live title={strings.refusedTitle} tone="danger">
        {notice.detail}
      </Callout>
    );
  }
  if (gapCount > 0) {
    return (
      <Callout live tone="warning">
        {strings.gaps(gapCount)}
      </Callout>
    );
  }
  if (notice?.kind === "restored") {
    return (
      <Callout live tone="info">
        {strings.restored}
        {notice.hasSaved ? (
          <Act>
            <Button onClick={onUseSaved}>{strings.useSaved}</Button>
          </Act>
        ) : null}
      </Callout>
    );
  }
  return null;
}

/** Placed below the text, so that the text has the full width of a phone. */
function Act({ children }: { children: ReactNode }) {
  return <span className="mt-3 block">{children}</span>;
}

function SendNow({ onSend }: { onSend: () => Promise<unknown> }) {
  const [sending, setSending] = useState(false);
  return (
    <Button
      loading={sending}
      onClick={() => {
        setSending(true);
        void onSend().finally(() => setSending(false));
      }}
    >
      {strings.sendNow}
    </Button>
  );
}
