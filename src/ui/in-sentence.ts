/** "Today, 09:40" within a sentence; a month or a day of the week keeps its letter. */
export function inSentence(when: string): string {
  return when.replace(/^(Today|Yesterday)/, (word) => word.toLowerCase());
}
