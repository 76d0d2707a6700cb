import type { PatientDataSign } from "#src/lib/patient-data.ts";

export const strings = {
  label: "Evidence",
  hint: (megabytes: number) =>
    `Photos, documents, video or audio up to ${megabytes} MB each, also pasted. Never show a patient.`,
  tooLarge: (name: string, megabytes: number) => `${name} is larger than ${megabytes} MB.`,
  takePhoto: "Take a photo",
  tooMany: (count: number) => `At most ${count} files. The others were left out.`,
  empty: (name: string) => `${name} is empty.`,
  waiting: "Waiting for its turn",
  sending: (percent: number) => `Sending, ${percent}%`,
  paused: (percent: number) => `Paused at ${percent}%`,
  offline: (percent: number) => `No connection. It goes on by itself from ${percent}%`,
  checking: "Being checked",
  sent: "Sent",
  saidSent: (name: string) => `${name} was sent.`,
  pause: (name: string) => `Pause ${name}`,
  resume: (name: string) => `Go on with ${name}`,
  retry: (name: string) => `Send ${name} again`,
  cancel: (name: string) => `Cancel ${name}`,
  remove: (name: string) => `Remove ${name}`,
  failed: "It was not sent. Send it again.",
  openIt: (name: string) => `Open ${name}`,
  nameHint: {
    number: "The name looks as if it had a patient's number. Rename the file if it does.",
    birth: "The name looks as if it had a patient's day of birth. Rename the file if it does.",
    name: "The name looks as if it named a patient. Rename the file if it does.",
  } satisfies Record<PatientDataSign, string>,
};
