"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type FieldErrors, useForm } from "react-hook-form";
import { api } from "#src/client/api.ts";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { useReturnPlaces } from "#src/ui/return-place.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { useSealedReady } from "#src/ui/sealed/storage.ts";
import { TaskFold } from "#src/ui/task-fold.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { toast } from "#src/ui/toast.tsx";
import { assessmentPaths } from "./assessment-queries.ts";
import {
  type AssessmentValues,
  adaptValues,
  fieldOfPath,
  type Gap,
  gapsOf,
  initialValues,
  sentenceOf,
  signedWords,
  toEvaluationData,
  toLocalInput,
  unlikelyDaysAgo,
} from "./assessment-values.ts";
import { type Difference, differencesOf } from "./draft-differences.ts";
import { DraftKeeper, type DraftStatus, openKeepers } from "./draft-keeper.ts";
import { EffectSection } from "./effect-section-later.tsx";
import { EvidenceField } from "./evidence-field-later.tsx";
import type { Notice } from "./form-notices.tsx";
import { FormNotices } from "./form-notices-later.tsx";
import { OccasionSection, RatingSection, RubricSection, SubjectSection } from "./form-sections.tsx";
import { FormStatus } from "./form-status.tsx";
import { listKept } from "./kept-draft.ts";
import { ListSteps } from "./list-steps-later.tsx";
import { newEntry, type OutboxEntry, type Outcome, putEntry, type Refusal, removeEntry, sendEntry } from "./outbox.ts";
import { isStale, type SavedDraft } from "./save-request.ts";
import { strings } from "./strings.ts";
import { SubmitDialog } from "./submit-dialog-later.tsx";
import { useEvidence } from "./use-evidence.ts";
import { useOutbox } from "./use-outbox.ts";
import { WordsHint } from "./words-hint.tsx";
import { PrivateNoteSection, WordsSection } from "./words-section.tsx";

const home = "/dashboard/clinical-supervisor";

type AssessmentFormProps = {
  form: FormAnswer;
  userId: string;
  /** The form answers this request: the first mark opens it. `words` stand above the form, `decline` below it until then. */
  request?: { id: string; observedAt: string; words: ReactNode; decline: ReactNode };
};

/** One assessment at the bedside: phone first, no preselected answers, no lost input, no duplicate submission. */
export function AssessmentForm({ form, userId, request }: AssessmentFormProps) {
  const owner = {
    userId,
    studentId: form.student.id,
    competencyId: form.competency.id,
    ...(request ? { requestId: request.id } : {}),
  };
  const router = useRouter();
  const places = useReturnPlaces(home);
  const queryClient = useQueryClient();
  const fields = useForm<AssessmentValues>({ defaultValues: initialValues(form) });
  const [status, setStatus] = useState<DraftStatus>(form.draft ? "saved" : "new");
  const [notice, setNotice] = useState<Notice>();
  const [conflict, setConflict] = useState<{ saved: SavedDraft; differences: Difference[] }>();
  const [isSignedOut, setSignedOut] = useState(false);
  const [hasGivenFiles, setGivenFiles] = useState(false);
  const [confirming, setConfirming] = useState<{ rating: number | null } | null>(null);
  const [generation, setGeneration] = useState(0);
  const isLeaving = useRef(false);
  const isStorageReady = useSealedReady();
  const hasTyped = useRef(false);

  // The keeper, the files and the form refer to each other; all of them live as long as the page.
  const keeperRef = useRef<DraftKeeper>(undefined);
  const evidence = useEvidence(form.draft?.evidenceFiles ?? [], () => keeperRef.current?.changed());
  const evidenceRef = useRef(evidence);
  evidenceRef.current = evidence;
  keeperRef.current ??= new DraftKeeper({
    owner,
    saved: form.draft,
    requestId: request?.id,
    onStatus: setStatus,
    onConflict: (saved) => {
      const here = { values: fields.getValues(), fileIds: evidenceRef.current.kept().map(({ fileId }) => fileId) };
      const differences = differencesOf(here, saved, form);
      if (differences.length === 0) keeperRef.current?.keepOwn(saved);
      else setConflict({ saved, differences });
    },
    read: () => {
      const values = fields.getValues();
      return { values, files: evidenceRef.current.kept(), evaluationData: toEvaluationData(values, form) };
    },
  });
  const keeper = keeperRef.current;

  const entry = useOutbox(userId).find(
    (one) => one.studentId === owner.studentId && one.competencyId === owner.competencyId,
  );
  const isWaiting = entry !== undefined && entry.refusal === undefined;
  const isLocked = isWaiting || status === "gone" || status === "refused";
  // Nothing is sent before its author has chosen; what is typed is kept on the device meanwhile.
  const canSend = !isLocked && status !== "conflict";

  const show = (values: AssessmentValues) => {
    fields.reset(adaptValues(values, form));
    setGeneration((now) => now + 1);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with the values the page opened with.
  useEffect(() => {
    if (!isStorageReady) return;
    const kept = entry || hasTyped.current ? undefined : listKept(owner)[0];
    if (kept) {
      show(kept.draft.values);
      evidence.restore(kept.draft.files);
      setNotice({ kind: "restored", hasSaved: form.draft !== null });
      keeper.continueKept(kept, form.draft);
    }
    if (fields.getValues("observedAt") === "") {
      const observedAt = form.draft?.evaluationData.observedAt ?? request?.observedAt;
      fields.setValue("observedAt", toLocalInput(observedAt ? new Date(observedAt) : new Date()));
    }
  }, [isStorageReady]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: as long as the page lives.
  useEffect(() => {
    openKeepers.add(keeper);
    const stop = fields.subscribe({
      formState: { values: true },
      callback: ({ name, type }) => {
        if (type !== "change" || !name) return;
        // The error disappears while the field is edited; the next submit validates it again.
        fields.clearErrors(name as keyof AssessmentValues);
        hasTyped.current = true;
        keeper.changed();
      },
    });
    const onHidden = () => {
      if (document.visibilityState === "hidden") void keeper.flush();
    };
    const onOnline = () => void keeper.flush();
    document.addEventListener("visibilitychange", onHidden);
    window.addEventListener("online", onOnline);
    return () => {
      stop();
      openKeepers.delete(keeper);
      document.removeEventListener("visibilitychange", onHidden);
      window.removeEventListener("online", onOnline);
      void keeper.flush();
    };
  }, []);

  // The form shows an assessment that is being sent, and returns a refused one to its author for editing.
  const shownEntry = useRef<string>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: depends on the outbox alone.
  useEffect(() => {
    if (entry?.refusal) {
      shownEntry.current = undefined;
      removeEntry(entry);
      show(entry.values);
      evidence.restore(entry.files);
      restoreRefused(entry.refusal);
    } else if (entry) {
      void keeper.pause();
      if (shownEntry.current === undefined) {
        show(entry.values);
        evidence.restore(entry.files);
      }
      shownEntry.current = entry.key;
    } else if (shownEntry.current !== undefined && !isLeaving.current) {
      isLeaving.current = true;
      keeper.forget();
      router.push(places.done);
    }
  }, [entry?.key, entry?.refusal]);

  const restoreRefused = (refusal: Refusal) => {
    if (refusal.isStale) return void keeper.compare();
    if (refusal.status === 409) return setStatus("gone");
    if (refusal.status === 403) return setStatus("refused");
    keeper.resume({ isGone: refusal.status === 404 });
    const gaps: Gap[] = [];
    const others: string[] = [];
    for (const { path, message } of refusal.errors) {
      const name = fieldOfPath(path, form.criteria.length);
      if (name) gaps.push({ name, message: sentenceOf(message) });
      else others.push(sentenceOf(message));
    }
    setNotice({ kind: "refused", detail: [refusal.detail, ...others].join(" ") });
    showGaps(gaps);
  };

  const showGaps = (gaps: readonly Gap[]) => {
    for (const { name, message } of gaps) {
      if (name === "evidence") evidence.setError(message);
      else fields.setError(name, { type: "gap", message });
    }
    const first = gaps[0];
    if (first) requestAnimationFrame(() => scrollToField(first.name));
  };

  const review = () => {
    fields.clearErrors();
    setNotice(undefined);
    const values = fields.getValues();
    const gaps = gapsOf(values, form, new Date());
    if (evidence.isSending()) gaps.push({ name: "evidence", message: strings.uploadRunning });
    showGaps(gaps);
    if (gaps.length === 0) setConfirming({ rating: values.overallRating });
  };

  const confirm = async () => {
    await keeper.pause();
    const values = fields.getValues();
    const made = newEntry({
      ...owner,
      studentName: form.student.name,
      competencyName: form.competency.name,
      levelWords: signedWords(values.overallRating, form),
      origin: keeper.origin,
      ...(keeper.mayHaveDraft ? {} : { chosenId: newId() }),
      evaluationData: toEvaluationData(values, form),
      values,
      files: evidence.kept(),
    });
    shownEntry.current = made.key;
    putEntry(made);
    keeper.forget();
    await send(made);
  };

  const send = async (chosen: OutboxEntry) => {
    isLeaving.current = true;
    const outcome = await sendEntry(chosen);
    setConfirming(null);
    if (outcome.kind === "sent") return leave(outcome);
    isLeaving.current = false;
    setSignedOut(outcome.kind === "waiting" && outcome.isSignedOut);
  };

  const leave = async (outcome: Extract<Outcome, { kind: "sent" }>) => {
    keeper.forget();
    router.push(places.done);
    const { announceSubmitted } = await import("./announce-submitted.ts");
    await announceSubmitted({ ...outcome, queryClient, open: (href) => router.push(href) });
  };

  /** The criteria decide again. */
  const clearLevel = () => {
    fields.setValue("overallRating", null, { shouldDirty: true });
    setGeneration((now) => now + 1);
    keeper.changed();
  };

  const saveDraft = async () => {
    if (status === "new") keeper.changed();
    if (await keeper.flush()) toast.success(strings.statusSaved);
  };

  const discard = async () => {
    await keeper.pause();
    try {
      const { assessmentId, version } = keeper.origin;
      if (assessmentId) await api(assessmentPaths.discardDraft(assessmentId, version), { method: "DELETE" });
    } catch (error) {
      if (isStale(error)) return void keeper.compare();
      keeper.resume();
      toast.error(strings.discardFailed);
      throw error;
    }
    keeper.forget();
    toast.info(strings.discarded);
    router.push(places.done);
  };

  const section = { form, fields, disabled: isLocked };
  const isUnopened =
    request !== undefined &&
    !isWaiting &&
    (status === "new" || (status === "saved" && keeper.origin.version === form.draft?.version));
  return (
    <TaskPage
      back={{ href: places.back, label: strings.back }}
      footer={
        canSend ? (
          <>
            <Button onClick={() => void saveDraft()} size="lg">
              {strings.saveDraft}
            </Button>
            <Button className="min-w-0 flex-1 md:flex-none" onClick={review} size="lg" variant="primary">
              <span className="truncate max-[359px]:hidden">{strings.submit}</span>
              <span className="min-[360px]:hidden">{strings.submitShort}</span>
            </Button>
          </>
        ) : null
      }
      steps={<ListSteps />}
      status={<FormStatus isSending={confirming !== null} isWaiting={isWaiting} status={status} />}
      title={form.draft ? strings.draftTitle : strings.newAssessment}
    >
      <FormNotices
        assessmentId={keeper.origin.assessmentId}
        differences={conflict?.differences ?? []}
        isSignedOut={isWaiting ? isSignedOut : status === "signed-out"}
        isOfRequest={request !== undefined}
        gapCount={countErrors(fields.formState.errors) + (evidence.error ? 1 : 0)}
        notice={notice}
        onKeepOwn={() => {
          if (conflict) keeper.keepOwn(conflict.saved);
        }}
        onSend={async () => entry && send(entry)}
        onStartAnew={() => keeper.resume({ isGone: true })}
        onUseSaved={() => {
          keeper.forget();
          window.location.reload();
        }}
        status={status}
        studentName={form.student.name}
        waiting={isWaiting && confirming === null}
      />
      <SubjectSection form={form} />
      {request?.words}
      <RatingSection {...section} generation={generation} />
      <RubricSection {...section} onChanged={() => keeper.changed()} onClearLevel={clearLevel} />
      <EffectSection fields={fields} form={form} />
      <OccasionSection {...section} />
      <WordsSection {...section} />
      <WordsHint control={fields.control} />
      <TaskFold
        mustOpen={evidence.error !== undefined || hasGivenFiles}
        note={evidence.files.length === 0 ? strings.noFiles : strings.filesThere(evidence.files.length)}
        startsOpen={evidence.files.length > 0}
        title={strings.evidence}
      >
        <div data-field="evidence">
          <EvidenceField
            disabled={isLocked}
            error={evidence.error}
            onChange={evidence.change}
            onGiven={() => setGivenFiles(true)}
            onSending={evidence.setSending}
            value={evidence.files}
          />
        </div>
      </TaskFold>
      <PrivateNoteSection key={generation} {...section} />
      {isUnopened ? request?.decline : null}
      {status === "new" || status === "conflict" || isWaiting || isUnopened ? null : (
        <TaskSection>
          <AlertDialog
            actionLabel={strings.discard}
            cancelLabel={strings.keepDraft}
            description={strings.discardHelp(form.student.name, form.competency.name)}
            onAction={discard}
            title={strings.discardTitle}
            trigger={
              <Button className="-ms-3.5 text-danger" variant="ghost">
                {strings.discard}
              </Button>
            }
          />
        </TaskSection>
      )}
      <SubmitDialog
        daysAgo={confirming === null ? undefined : unlikelyDaysAgo(fields.getValues("observedAt"), new Date())}
        fields={fields}
        form={form}
        onConfirm={confirm}
        onOpenChange={(open) => {
          if (!open) setConfirming(null);
        }}
        signing={confirming}
      />
    </TaskPage>
  );
}

/** Counts the fields with an error; criteria are a nested list. */
function countErrors({ criteria, ...others }: FieldErrors<AssessmentValues>): number {
  const open = Array.isArray(criteria) ? criteria.filter(Boolean).length : 0;
  return Object.keys(others).length + open;
}
