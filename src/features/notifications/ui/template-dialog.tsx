"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import { exampleValues, faultsOfWords, mostCharacters, smsOf } from "#src/features/notifications/school-words/rules.ts";
import type { TemplateLine, TemplatesAnswer } from "#src/features/notifications/school-words/schema.ts";
import { channels } from "#src/features/notifications/values.ts";
import { fill } from "#src/lib/fill.ts";
import { insertWords } from "#src/lib/insert-words.ts";
import { segmentsOf, toSms } from "#src/lib/sms-text.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { Dialog } from "#src/ui/dialog.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { useSaveTemplate, useTestTemplate, versionsQuery } from "./template-queries.ts";
import { templateStrings as strings } from "./template-strings.ts";

export type TemplateDialogProps = { line: TemplateLine; sms: TemplatesAnswer["sms"]; onClose: () => void };

type Channel = TemplateLine["words"][number]["channel"];
type Draft = { subject: string; content: string };

const options = channels.map((value) => ({ value, label: strings.channels[value] }));

/** The words of one message by each channel, how they arrive, and what they were before. */
export function TemplateDialog({ line, sms, onClose }: TemplateDialogProps) {
  const [channel, setChannel] = useState<Channel>("IN_APP");
  // What was typed for a channel stays while another one is looked at.
  const [drafts, setDrafts] = useState<Partial<Record<Channel, Draft>>>({});
  const saved = line.words.find((words) => words.channel === channel);
  return (
    <Dialog
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={strings.nameOf(line)}
      description={strings.recipients[line.recipient]}
    >
      <div className="flex flex-col gap-4">
        <div className="flex min-w-0">
          <Segmented label={strings.channel} onValueChange={setChannel} options={options} value={channel} />
        </div>
        <WordsForm
          channel={channel}
          draft={drafts[channel] ?? { subject: saved?.subject ?? "", content: saved?.content ?? "" }}
          isOwn={saved?.isOwn ?? false}
          key={channel}
          line={line}
          sms={sms}
          onDraft={(draft) => setDrafts({ ...drafts, [channel]: draft })}
        />
      </div>
    </Dialog>
  );
}

type WordsFormProps = {
  line: TemplateLine;
  channel: Channel;
  draft: Draft;
  isOwn: boolean;
  sms: TemplatesAnswer["sms"];
  /** Undefined where the words are those that are saved. */
  onDraft: (draft: Draft | undefined) => void;
};

function WordsForm({ line, channel, draft, isOwn, sms, onDraft }: WordsFormProps) {
  const { event, recipient, variables } = line;
  const name = strings.nameOf(line);
  const about = { event, recipient, channel };
  const save = useSaveTemplate(about);
  const test = useTestTemplate(about);
  const [showsFaults, setShowsFaults] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const content = useRef<HTMLTextAreaElement | null>(null);
  const hasSubject = channel === "IN_APP" || channel === "EMAIL";
  const words = {
    subject: hasSubject && draft.subject.trim() !== "" ? draft.subject.trim() : null,
    content: draft.content.trim(),
  };
  const faults = [
    ...(words.content === "" ? [{ path: "content", message: strings.needed }] : []),
    ...faultsOfWords(words, channel, variables),
  ];
  const faultOf = (path: "subject" | "content") => {
    const found = (showsFaults ? faults : fault?.errors)?.find((one) => one.path === path);
    return found && strings.fault(path, found.message);
  };
  const change = (next: Draft) => {
    setFault(undefined);
    onDraft(next);
  };
  const tried = async (act: () => Promise<void>) => {
    setShowsFaults(true);
    if (faults.length > 0) return;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  const submit = () =>
    tried(async () => {
      await save.mutateAsync(words);
      onDraft(undefined);
      toast.success(strings.saved(name));
    });
  const reset = async () => {
    try {
      const before = { subject: draft.subject === "" ? null : draft.subject, content: draft.content };
      await save.mutateAsync(null);
      onDraft(undefined);
      toast.success(strings.wasReset(name), {
        undo: {
          label: strings.undo,
          onClick: () => void save.mutateAsync(before).catch(() => toast.error(strings.failed)),
        },
      });
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  const insert = (variable: string) => {
    const field = content.current;
    const at = {
      start: field?.selectionStart ?? draft.content.length,
      end: field?.selectionEnd ?? draft.content.length,
    };
    const { text, caret } = insertWords(draft.content, at, `{{${variable}}}`);
    flushSync(() => change({ ...draft, content: text }));
    field?.focus();
    field?.setSelectionRange(caret, caret);
  };
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        void submit();
      }}
    >
      {draft.content === "" ? (
        <p className="text-sm text-muted">{channel === "EMAIL" ? strings.asInApp : strings.discreet}</p>
      ) : null}
      {hasSubject ? (
        <TextField
          error={faultOf("subject")}
          label={strings.subject}
          name="subject"
          onChange={(typed) => change({ ...draft, subject: typed.target.value })}
          value={draft.subject}
        />
      ) : null}
      <div className="flex flex-col gap-2">
        <Textarea
          error={faultOf("content")}
          hint={strings.left(mostCharacters[channel] - draft.content.length)}
          label={strings.content}
          name="content"
          onChange={(typed) => change({ ...draft, content: typed.target.value })}
          ref={content}
          value={draft.content}
        />
        <fieldset aria-label={strings.insert} className="flex flex-wrap items-center gap-1.5">
          <span aria-hidden className="text-sm text-muted">
            {strings.insert}
          </span>
          {variables.map((variable) => (
            <Button key={variable} onClick={() => insert(variable)}>
              {strings.variable(variable)}
            </Button>
          ))}
        </fieldset>
      </div>
      {channel === "SMS" ? <SmsPreview content={draft.content} sms={sms} /> : null}
      {channel === "SMS" ? null : <Preview draft={draft} hasSubject={hasSubject} />}
      {fault && fault.errors.length === 0 ? (
        <Callout live title={strings.failed} tone="danger">
          {fault.detail}
        </Callout>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button loading={save.isPending} type="submit" variant="primary">
          {strings.save}
        </Button>
        <Button
          loading={test.isPending}
          onClick={() =>
            void tried(async () => {
              await test.mutateAsync(words);
              toast.success(strings.tested[channel]);
            })
          }
        >
          {strings.test}
        </Button>
        {isOwn ? (
          <Button onClick={() => void reset()} variant="ghost">
            {strings.reset}
          </Button>
        ) : null}
      </div>
      <Versions
        about={about}
        hasSome={isOwn}
        onUse={(version) => change({ subject: version.subject ?? "", content: version.content })}
      />
    </form>
  );
}

/** With what the program adds, and what it costs: each segment is paid for. */
function SmsPreview({ content, sms }: { content: string; sms: TemplatesAnswer["sms"] }) {
  if (content.trim() === "") return null;
  const words = fill(content.trim(), exampleValues);
  const text = smsOf({ ...sms, content: words });
  const { characters, segments, encoding } = segmentsOf(text);
  return (
    <PreviewBox>
      <p className="mt-1 whitespace-pre-line wrap-anywhere">{text}</p>
      <div aria-live="polite" className="mt-2 text-sm">
        <p className="num text-muted">
          {strings.smsSize(characters, segments)} {encoding === "UCS-2" ? strings.smsOtherSigns : ""}
        </p>
        {text.includes(toSms(words)) ? null : (
          <p className="mt-1 flex gap-1.5 font-medium text-warning">
            <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            {strings.smsCut}
          </p>
        )}
      </div>
    </PreviewBox>
  );
}

function Preview({ draft, hasSubject }: { draft: Draft; hasSubject: boolean }) {
  if (draft.content.trim() === "") return null;
  return (
    <PreviewBox>
      {hasSubject && draft.subject ? <p className="mt-1 font-medium">{fill(draft.subject, exampleValues)}</p> : null}
      <p className="mt-1 whitespace-pre-line">{fill(draft.content, exampleValues)}</p>
    </PreviewBox>
  );
}

function PreviewBox({ children }: { children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-card border border-border bg-surface-secondary px-4 py-3">
      <h3 className="text-xs font-medium text-muted" id={id}>
        {strings.preview}
      </h3>
      {children}
      <p className="mt-2 text-xs text-muted">{strings.previewHelp}</p>
    </section>
  );
}

function Versions({
  about,
  hasSome,
  onUse,
}: {
  about: Parameters<typeof versionsQuery>[0];
  /** Known before they arrive, so that the buttons above them do not move. */
  hasSome: boolean;
  onUse: (version: { subject: string | null; content: string }) => void;
}) {
  const versions = useQuery(versionsQuery(about));
  return (
    <section aria-label={strings.versions} className="border-t border-separator pt-3">
      <h3 className="text-sm font-medium">{strings.versions}</h3>
      <QueryContent query={versions} skeleton={<Skeleton className={hasSome ? "mt-1 h-12" : "mt-1 h-4.5"} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="mt-1 text-sm text-muted">{strings.noVersions}</p>
          ) : (
            <ul className="mt-1 divide-y divide-separator">
              {items.map((version) => (
                <li className="flex min-h-12 items-center gap-3 py-1.5" key={version.id}>
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{version.content}</span>
                    <span className="block text-xs text-muted">
                      <DateText value={version.writtenAt} /> {strings.by(version.writtenBy)}
                    </span>
                  </span>
                  {version.isActive ? (
                    <Badge tone="success">{strings.now}</Badge>
                  ) : (
                    <Button onClick={() => onUse(version)}>{strings.use}</Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
    </section>
  );
}
