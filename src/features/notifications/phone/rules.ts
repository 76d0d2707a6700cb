/** How many codes were sent: to a person, to a number, and within a school. */
export type CodesSent = {
  personHour: number;
  personDay: number;
  numberDay: number;
  schoolHour: number;
  schoolDay: number;
};

/** Each code is an SMS that the school pays for, and a number may be one that somebody is paid for. */
export const mostCodes = {
  personHour: 5,
  personDay: 10,
  numberDay: 6,
  schoolHour: 200,
  schoolDay: 500,
} as const satisfies CodesSent;

export const maxTries = 5;
export const codeMinutes = 10;

export type CodeDecision = { kind: "send" } | { kind: "wait"; words: string; seconds: number };

const hour = 60 * 60;

/** Whether another code may be sent to prove a number. */
export function decideCode(sent: CodesSent): CodeDecision {
  const isFull = (what: keyof CodesSent) => sent[what] >= mostCodes[what];
  if (isFull("personDay") || isFull("numberDay")) {
    return {
      kind: "wait",
      words: "As many codes were sent as a day may have. Try again tomorrow.",
      seconds: 24 * hour,
    };
  }
  if (isFull("personHour")) {
    return { kind: "wait", words: "As many codes were sent as an hour may have. Try again in an hour.", seconds: hour };
  }
  if (isFull("schoolDay") || isFull("schoolHour")) {
    return { kind: "wait", words: "Many people of your school ask for codes now. Try again later.", seconds: hour };
  }
  return { kind: "send" };
}
