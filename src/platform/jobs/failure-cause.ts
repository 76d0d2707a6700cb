import type { FailureCause } from "#src/lib/failure-causes.ts";

const patterns: readonly (readonly [FailureCause, RegExp])[] = [
  // What the queue itself says comes first: it quotes names of jobs and fields, whatever they are.
  ["no_handler", /^the job \S+ has no handler$/],
  ["unreadable", /^the data of \S+ cannot be read: /],
  ["disk_full", /ENOSPC|EDQUOT|53100|disk.{0,20}full/i],
  ["mail_refused", /\b5\d\d[ -]\d\.\d\.\d|message refused|EENVELOPE|EMESSAGE|recipient/i],
  ["timed_out", /timed? ?out|ETIMEDOUT|57014/i],
  ["unreachable", /ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|cannot be reached|connection terminated/i],
];

/** Why a job failed, without the words of its error, which may hold what somebody typed or a name. */
export function causeOf(message: string): FailureCause {
  return patterns.find(([, pattern]) => pattern.test(message))?.[0] ?? "in_program";
}
