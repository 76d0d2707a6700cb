"use client";

import { TextField } from "#src/ui/text-field.tsx";
import { strings } from "./strings.ts";

const gigabyte = 1_000_000_000;

/** The limits as they are typed: whole numbers, or nothing. */
export type LimitDraft = { maxStudents: string; maxGigabytes: string };

export function limitDraftOf(limits: { maxStudents: number | null; maxStorageBytes: number | null }): LimitDraft {
  return {
    maxStudents: limits.maxStudents === null ? "" : String(limits.maxStudents),
    maxGigabytes: limits.maxStorageBytes === null ? "" : String(Math.ceil(limits.maxStorageBytes / gigabyte)),
  };
}

export function isGoodLimit(typed: string): boolean {
  return /^$|^\d{1,6}$/.test(typed.trim());
}

export function limitsOf({ maxStudents, maxGigabytes }: LimitDraft) {
  const numberOf = (typed: string) => (typed.trim() === "" ? null : Number(typed));
  const gigabytes = numberOf(maxGigabytes);
  return { maxStudents: numberOf(maxStudents), maxStorageBytes: gigabytes === null ? null : gigabytes * gigabyte };
}

type LimitFieldsProps = { draft: LimitDraft; showsGaps: boolean; onChange: (draft: LimitDraft) => void };

export function LimitFields({ draft, showsGaps, onChange }: LimitFieldsProps) {
  const field = (name: keyof LimitDraft) => ({
    name,
    label: strings[name],
    value: draft[name],
    error: showsGaps && !isGoodLimit(draft[name]) ? strings.notANumber : undefined,
    onChange: (event: { target: { value: string } }) => onChange({ ...draft, [name]: event.target.value }),
  });
  return (
    <>
      <TextField {...field("maxStudents")} hint={strings.emptyIsNoLimit} inputMode="numeric" optional />
      <TextField {...field("maxGigabytes")} className="self-end" inputMode="numeric" optional />
    </>
  );
}
