"use client";

import { useQueryClient } from "@tanstack/react-query";
import { MessageSquareQuote, Pencil, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { Phrase } from "#src/features/phrases/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { PhraseForm } from "./phrase-form.tsx";
import { addPhrase, deletePhrase, type PhraseOwner, savePhrase } from "./phrase-queries.ts";
import { kindWords, strings } from "./strings.ts";

type PhraseListProps = {
  title: string;
  description: string;
  empty: { title: string; description: string };
  phrases: readonly Phrase[];
  /** Whose they are where the reader may change them; otherwise they are only shown. */
  owner?: PhraseOwner;
};

/** Phrases with what may be done to them. */
export function PhraseList({ title, description, empty, phrases, owner }: PhraseListProps) {
  const queryClient = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const closeAdding = () => {
    setAdding(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const id = `phrases-${owner ?? "shown"}`;
  const isEmpty = phrases.length === 0;
  const add = owner ? (
    <Button disabled={isAdding} icon={<Plus aria-hidden />} onClick={() => setAdding(true)} ref={addButton}>
      {strings.add}
    </Button>
  ) : null;
  return (
    <Card aria-labelledby={id}>
      <CardHeader
        actions={isEmpty && !isAdding ? null : add}
        description={description}
        divided
        title={title}
        titleId={id}
      />
      {owner && isAdding ? (
        <div className="border-b border-separator px-5 py-4 max-md:px-4">
          <PhraseForm
            initial={{ kind: "STRENGTH", words: "" }}
            onClose={closeAdding}
            onSave={(body) => addPhrase(queryClient, owner, body)}
          />
        </div>
      ) : null}
      {isEmpty ? (
        isAdding ? null : (
          <EmptyState
            actions={add}
            compact
            description={empty.description}
            icon={<MessageSquareQuote />}
            title={empty.title}
          />
        )
      ) : (
        <ul className="divide-y divide-separator">
          {phrases.map((phrase) => (
            <PhraseRow key={phrase.id} owner={owner} phrase={phrase} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function PhraseRow({ phrase, owner }: { phrase: Phrase; owner: PhraseOwner | undefined }) {
  const queryClient = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const changeButton = useRef<HTMLButtonElement>(null);
  const { id, kind, words } = phrase;

  if (owner && isChanging) {
    return (
      <li className="px-5 py-4 max-md:px-4">
        <PhraseForm
          initial={{ kind, words }}
          onClose={() => {
            setChanging(false);
            requestAnimationFrame(() => changeButton.current?.focus());
          }}
          onSave={(body) => savePhrase(queryClient, owner, id, body)}
        />
      </li>
    );
  }

  const remove = async (from: PhraseOwner) => {
    setRemoving(true);
    try {
      await deletePhrase(queryClient, from, id);
      toast.success(strings.removed, {
        action: {
          label: strings.undo,
          onClick: () => void addPhrase(queryClient, from, { kind, words }).catch(failed(strings.saveFailed)),
        },
      });
    } catch (error) {
      setRemoving(false);
      failed(strings.removeFailed)(error);
    }
  };

  return (
    <li className="flex min-h-14 items-center gap-3 px-5 py-2 max-md:px-4">
      <div className="min-w-0 flex-1">
        <p className="text-pretty break-words">{words}</p>
        <p className="text-sm text-muted">{kindWords[kind]}</p>
      </div>
      {owner ? (
        <span className="flex shrink-0">
          <IconButton
            icon={<Pencil aria-hidden />}
            label={strings.change(words)}
            onClick={() => setChanging(true)}
            ref={changeButton}
            size="sm"
          />
          <IconButton
            icon={<Trash2 aria-hidden />}
            label={strings.remove(words)}
            loading={isRemoving}
            onClick={() => void remove(owner)}
            size="sm"
            variant="danger"
          />
        </span>
      ) : null}
    </li>
  );
}

function failed(title: string) {
  return (error: unknown) =>
    toast.error(title, error instanceof Problem && error.status >= 400 ? { description: error.detail } : {});
}
