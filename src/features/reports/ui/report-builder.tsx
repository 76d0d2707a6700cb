"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Redo2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useReducer, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { ChoicesAnswer, Question, ReportAnswer } from "#src/features/reports/schema.ts";
import { formats, papers } from "#src/features/reports/values.ts";
import { nextHistory, startHistory } from "#src/lib/undo-history.ts";
import { Button } from "#src/ui/button.tsx";
import { cn } from "#src/ui/cn.ts";
import { IconButton } from "#src/ui/icon-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { isDialogOpen, isTyping } from "#src/ui/page-keys.ts";
import { useDates } from "#src/ui/reader.tsx";
import { readSealed, useSealedReady, writeSealed } from "#src/ui/sealed/storage.ts";
import { Segmented } from "#src/ui/segmented.tsx";
import { Select } from "#src/ui/select.tsx";
import { Switch } from "#src/ui/switch.tsx";
import { toast } from "#src/ui/toast.tsx";
import { MakeReport } from "./make-report.tsx";
import { PaperPreview } from "./paper-preview.tsx";
import { isComplete, newQuestion, type Start } from "./question-state.ts";
import { copyReport, keepReport, previewQuery, reportKeys, reportPages } from "./report-queries.ts";
import { ScopeFields } from "./scope-fields.tsx";
import { SectionList } from "./section-list.tsx";
import { SharePanel } from "./share-panel.tsx";
import { strings } from "./strings.ts";
import { draftKey, type SaveState, useKeptQuestion } from "./use-kept-question.ts";

type ReportBuilderProps = {
  role: string;
  userId: string;
  choices: ChoicesAnswer;
  report: ReportAnswer | undefined;
  start: Start;
  runId: string | null;
};

const previewAfterMs = 350;

/** Puts a report together: what it asks at the left, in that order, and the paper at the right. */
export function ReportBuilder({ role, userId, choices, report: given, start, runId }: ReportBuilderProps) {
  const [report, setReport] = useState(given);
  const [history, act] = useReducer(nextHistory<Question>, null, () =>
    startHistory(given?.question ?? newQuestion(role, choices, start)),
  );
  const question = history.present;
  const isReady = isComplete(question, role);
  const saving = useKeptQuestion(report, question, isReady);
  const [openId, setOpenId] = useState<string | null>(null);
  const [said, say] = useState("");
  const [tab, setTab] = useState<"settings" | "preview">("settings");
  const router = useRouter();
  const client = useQueryClient();

  const edit = (change: Partial<Question>, group?: string) =>
    act({ type: "edit", change: (now) => ({ ...now, ...change }), group });
  /** What is left out is taken away, too. */
  const replace = (next: Question) => {
    setOpenId(null);
    edit({ cohortId: undefined, studentId: undefined, standardsId: undefined, ...next });
  };
  const undo = () => {
    act({ type: "undo" });
    say(strings.undone);
  };
  const redo = () => {
    act({ type: "redo" });
    say(strings.redone);
  };

  // Nothing is lost on a reload: what was not saved is in the tab.
  const isStorageReady = useSealedReady();
  useEffect(() => {
    const kept = isStorageReady ? readSealed(draftKey(given?.id)) : null;
    if (kept === null || (given && !given.isOwn)) return;
    act({ type: "edit", change: (now) => ({ ...now, ...JSON.parse(kept) }) });
  }, [given, isStorageReady]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A text field undoes its own letters.
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target) || isDialogOpen()) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      const isRedo = key === "y" || event.shiftKey;
      act({ type: isRedo ? "redo" : "undo" });
      say(isRedo ? strings.redone : strings.undone);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const settled = useSettled(isReady ? question : null);
  const preview = useQuery(previewQuery(settled));

  const save = async () => {
    try {
      const kept = report ? await copyReport(report.id) : await keepReport(question);
      writeSealed(draftKey(report?.id), null);
      await client.invalidateQueries({ queryKey: reportKeys.list() });
      toast.success(strings.copied(kept.title));
      router.replace(reportPages.open(kept.id) as Parameters<typeof router.replace>[0]);
    } catch (error) {
      toast.error(strings.saveFailed, described(error));
    }
  };
  const isUnsaved = report === undefined || !report.isOwn;

  return (
    <>
      <PageHeader
        actions={
          <>
            <SaveWords state={saving.state} />
            <IconButton
              disabled={history.past.length === 0}
              icon={<Undo2 aria-hidden />}
              label={strings.undo}
              onClick={undo}
            />
            <IconButton
              disabled={history.future.length === 0}
              icon={<Redo2 aria-hidden />}
              label={strings.redo}
              onClick={redo}
            />
            {isUnsaved ? (
              <Button disabled={!isReady} onClick={() => void save()}>
                {report ? strings.saveCopy : strings.save}
              </Button>
            ) : null}
            <MakeReport isReady={isReady} question={question} reportId={report?.id} runId={runId} />
          </>
        }
        back={{ href: reportPages.listOf(role), label: strings.back }}
        className="mb-4"
        description={report && !report.isOwn ? strings.of(report.owner) : undefined}
        title={question.title.trim() === "" ? strings.untitled : question.title}
      />
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      <div className="mb-4 lg:hidden">
        <Segmented
          label={strings.title}
          onValueChange={setTab}
          options={[
            { value: "settings", label: strings.settings },
            { value: "preview", label: strings.preview },
          ]}
          value={tab}
        />
      </div>
      <div className="grid gap-5 lg:grid-cols-[minmax(20rem,25rem)_minmax(0,1fr)] lg:items-start">
        <div
          className={cn(
            "min-w-0 divide-y divide-separator rounded-card border border-border bg-surface shadow-1",
            tab === "preview" && "max-lg:hidden",
          )}
        >
          <Group title={strings.what}>
            <ScopeFields choices={choices} onEdit={edit} onReplace={replace} question={question} role={role} />
          </Group>
          <Group help={strings.sectionsHelp} title={strings.sections}>
            <SectionList
              onChange={(sections, group) => edit({ sections }, group)}
              onOpen={setOpenId}
              onSay={say}
              openId={openId}
              question={question}
            />
            {role === "STUDENT" ? null : (
              <div className="flex items-center justify-between gap-4">
                <span>
                  {strings.showNames}
                  <span className="block text-sm text-muted">{strings.showNamesHelp}</span>
                </span>
                <Switch
                  checked={question.showNames}
                  label={strings.showNames}
                  onChange={(event) => edit({ showNames: event.target.checked })}
                />
              </div>
            )}
          </Group>
          <Group title={strings.format}>
            <Segmented
              label={strings.format}
              onValueChange={(format) => edit({ format })}
              options={formats.map((format) => ({ value: format, label: strings.formats[format] }))}
              value={question.format}
            />
            {question.format === "PDF" ? (
              <Select
                label={strings.paper}
                onValueChange={(paper) => edit({ paper })}
                options={papers.map((paper) => ({ value: paper, label: strings.papers[paper] }))}
                value={question.paper}
              />
            ) : null}
          </Group>
          {role === "STUDENT" || (report && !report.isOwn) ? null : (
            <Group id="schedule" title={strings.share}>
              {report ? (
                <SharePanel choices={choices} onChange={setReport} report={report} role={role} userId={userId} />
              ) : (
                <p className="text-sm text-muted">{strings.saveFirst}</p>
              )}
            </Group>
          )}
        </div>
        <div className={cn("min-w-0 lg:sticky lg:top-20", tab === "settings" && "max-lg:hidden")}>
          <PaperPreview
            answer={settled === null ? undefined : preview.data}
            editedId={openId}
            error={preview.error instanceof Problem ? (preview.error.errors[0]?.message ?? preview.error.detail) : null}
            isStale={preview.isPlaceholderData || settled !== question}
            isWide={question.paper.endsWith("_WIDE")}
          />
        </div>
      </div>
    </>
  );
}

type GroupProps = { id?: string; title: string; help?: string; children: ReactNode };

function Group({ id, title, help, children }: GroupProps) {
  return (
    <section className="flex scroll-mt-20 flex-col gap-4 px-5 py-5 max-md:px-4" id={id}>
      <div>
        <h2 className="text-base font-semibold">{title}</h2>
        {help ? <p className="text-sm text-muted">{help}</p> : null}
      </div>
      {children}
    </section>
  );
}

function SaveWords({ state }: { state: SaveState }) {
  const dates = useDates();
  const isFault = state.name === "failed" || state.name === "offline" || state.name === "stale";
  return (
    <span
      aria-live="polite"
      className={cn("num me-1 text-sm text-muted", isFault && "text-danger")}
      suppressHydrationWarning
    >
      {state.name === "saved"
        ? strings.saved(dates.relative(state.at))
        : state.name === "saving"
          ? strings.saving
          : state.name === "offline"
            ? strings.offline
            : state.name === "stale"
              ? strings.stale
              : state.name === "failed"
                ? `${strings.saveFailed} ${state.detail}`
                : state.name === "foreign"
                  ? ""
                  : state.name === "new"
                    ? strings.kept
                    : strings.unsaved}
    </span>
  );
}

/** The value when it has not changed for a moment. */
function useSettled(value: Question | null): Question | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), previewAfterMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

export function described(error: unknown): { description: string } | undefined {
  return error instanceof Problem ? { description: error.errors[0]?.message ?? error.detail } : undefined;
}
