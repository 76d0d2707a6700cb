import { createContext, use } from "react";
import { ownProgressHref } from "./own-progress-queries.ts";
import { staffStrings, strings, type Words } from "./own-progress-strings.ts";

type ProgressReader = {
  /** Spoken to the student, or about them. */
  words: Words;
  /** How the dates are worked out. */
  howHref: string;
  /** The page of the competencies of a category. */
  categoryHref: (category: string) => string;
};

const student: ProgressReader = {
  words: strings,
  howHref: `${ownProgressHref}/how`,
  categoryHref: (category) => `/dashboard/student/competencies?category=${encodeURIComponent(category)}`,
};

/** Staff who read a student's charts: `recordHref` is the student's record, which lists the competencies. */
export function staffReader({ howHref, recordHref }: { howHref: string; recordHref: string }): ProgressReader {
  return { words: staffStrings, howHref, categoryHref: () => `${recordHref}#competencies-title` };
}

/** Who reads the cards of a student's progress: the student, unless a page says otherwise. */
export const ProgressReaderContext = createContext<ProgressReader>(student);

export function useProgressReader(): ProgressReader {
  return use(ProgressReaderContext);
}
