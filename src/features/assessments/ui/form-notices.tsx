"use client";

import { type ReactNode, useState } from "react";
import { signInHref } from "#src/lib/own-path.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { isKeptOnDevice } from "#src/ui/sealed/storage.ts";
import type { Difference } from "./draft-differences.ts";
import type { DraftStatus } from "./draft-keeper.ts";
import { noticeId } from "./form-status.tsx";
import { strings } from "./strings.ts";

export type Notice = { kind: "restored"; hasSaved: boolean } | { kind: "refused"; detail: string };

export type FormNoticesProps = {
  waiting: boolean;
  status: DraftStatus;
  notice: Notice | undefined;
  /** The draft answers a request, which its student may have cancelled. */
  isOfRequest: boolean;
  gapCount: number;
  assessmentId: string | null;
  studentName: string;
  /** What the saved draft has otherwise, in a conflict. */
  differences: readonly Difference[];
  /** Whether it waits because its author has to sign in again. */
  isSignedOut: boolean;
  onSend: () => Promise<unknown>;
  /** Replaces the saved draft by what is here. */
  onKeepOwn: () => void;
  /** Drops what is here. */
  onUseSaved: () => void;
  /** Makes a new draft of what is here. */
  onStartAnew: () => void;
};

/** Messages about the whole form: at most one at a time, the most urgent first. */
export function FormNotices(props: FormNoticesProps) {
  const content = noticeOf(props);
  return content ? (
    <div className="scroll-mt-32 p-4 md:px-6" id={noticeId}>
      {content}
    </div>
  ) : null;
}

function noticeOf({
  waiting,
  status,
  notice,
  isOfRequest,
  gapCount,
  assessmentId,
  studentName,
  differences,
  isSignedOut,
  onSend,
  onKeepOwn,
  onUseSaved,
  onStartAnew,
}: FormNoticesProps) {
  if (isSignedOut) {
    return (
      <Callout live title={strings.signedOutTitle} tone="warning">
        {strings.signedOutBody}
        <Act>
          <LinkButton href={signInHref(window.location.pathname + window.location.search)}>
            {strings.signInAgain}
          </LinkButton>
        </Act>
      </Callout>
    );
  }
  if (waiting) {
    return (
      <Callout live title={isKeptOnDevice() ? strings.waitingTitle : strings.waitingInTabTitle} tone="warning">
        {strings.waitingBody(studentName)}
        <Act>
          <SendNow onSend={onSend} />
        </Act>
      </Callout>
    );
  }
  if (status === "conflict") {
    return (
      <Callout live title={strings.changedTitle} tone="warning">
        {strings.changedBody}
        <Differences differences={differences} />
        <Act>
          <Button onClick={onKeepOwn}>{strings.keepHere}</Button>
          <Button onClick={onUseSaved}>{strings.useOther}</Button>
        </Act>
      </Callout>
    );
  }
  if (status === "gone") {
    return (
      <Callout live title={isOfRequest ? strings.requestGoneTitle : strings.conflictTitle} tone="danger">
        {strings.conflictBody}
        <Act>
          {assessmentId ? (
            <LinkButton href={`/assessment/${assessmentId}`} replace>
              {strings.openAssessment}
            </LinkButton>
          ) : null}
          <Button onClick={onStartAnew}>{strings.startAnew}</Button>
          <Button onClick={onUseSaved}>{strings.dropHere}</Button>
        </Act>
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
  return <span className="mt-3 flex flex-wrap gap-2">{children}</span>;
}

/** The saved text; the other one is in the form below. */
function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    <dl className="mt-3 flex max-h-[40dvh] flex-col gap-2 overflow-y-auto text-foreground">
      {differences.map(({ label, saved }) => (
        <div key={label}>
          <dt className="text-sm font-medium">{strings.savedThere(label)}</dt>
          <dd className="whitespace-pre-line">{saved === "" ? strings.emptyThere : saved}</dd>
        </div>
      ))}
    </dl>
  );
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
