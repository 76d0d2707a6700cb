"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { z } from "zod";
import { api, upload } from "#src/client/api.ts";
import type { SchoolAnswer, schoolChange, termBody } from "#src/features/schools/schema.ts";
import { schoolKeys, schoolPaths } from "./school-queries.ts";

export type SchoolInput = z.input<typeof schoolChange>;
export type TermInput = z.input<typeof termBody>;

/** Without a connection a change fails at once and shows an error; by default it would be paused without a message. */
const networkMode = "always";

/** Changes the settings that this revision was read from. The shell shows name, logo and colour, so it is read again. */
export function useChangeSchool(revision: number) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    networkMode,
    mutationFn: (body: SchoolInput) =>
      api<SchoolAnswer>(schoolPaths.school, { method: "PATCH", body, headers: { "if-match": `"${revision}"` } }),
    onSuccess: (school) => {
      client.setQueryData(schoolKeys.school(), school);
      router.refresh();
    },
  });
}

/** Sends a logo, or removes it with null. */
export function useSaveLogo() {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    networkMode,
    mutationFn: (file: File | null) => {
      if (file === null) return api(schoolPaths.logo, { method: "DELETE" });
      const form = new FormData();
      form.set("file", file);
      return upload(schoolPaths.logo, form);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: schoolKeys.school() });
      router.refresh();
    },
  });
}

export function useSaveTerm(id: string | undefined) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ body, key }: { body: TermInput; key: string }) =>
      id === undefined
        ? api<{ id: string }>(schoolPaths.terms, { method: "POST", body, idempotencyKey: key })
        : api<{ id: string }>(schoolPaths.term(id), { method: "PUT", body }),
    onSettled: () => client.invalidateQueries({ queryKey: schoolKeys.terms() }),
  });
}

export function useDeleteTerm() {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (id: string) => api(schoolPaths.term(id), { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: schoolKeys.terms() }),
  });
}
