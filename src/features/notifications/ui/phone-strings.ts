import type { NumberFault } from "#src/lib/phone-number.ts";

/** Texts about the number to which SMS come. */
export const strings = {
  title: "Where SMS go",
  add: "Add a number",
  empty: "No SMS reach you yet. Add your number, and choose above what comes by SMS.",
  quietly: "Nobody but you sees your number. An SMS in the standard words names neither a person nor a competency.",
  verified: (when: string) => `Verified ${when}`,
  stopped: "STOP was sent from this number. Send START from it, then verify it again.",
  invalid: "SMS cannot be delivered to this number. Use another one.",
  again: "Verify again",
  change: "Change",
  remove: "Remove the number",
  removeTitle: "Remove this number?",
  removeHelp: "No SMS reach you then. To have them again, you verify a number and choose anew what comes.",
  removeAction: "Remove",
  removed: "The number is removed, and SMS are off",
  removeFailed: "It could not be removed",
  waiting: "A code was sent. Enter it to verify the number.",
  enter: "Enter the code",

  numberTitle: "Your number for SMS",
  numberHelp: "We send a code to it, to see that it is yours.",
  number: "Phone number",
  numberHint: "With the country code, such as +44 7700 900123.",
  sendCode: "Send the code",
  faults: {
    "no-country": "Begin with the country code: +44 for the United Kingdom, +1 for the United States.",
    "unknown-country": "This country code is not known. Begin with one such as +44.",
    "wrong-length": "The number has too few or too many digits.",
    "not-a-number": "Write a phone number such as +44 7700 900123.",
  } satisfies Record<NumberFault, string>,
  /** What the server says of the number, such as "cannot get SMS". */
  numberFault: (message: string) => `This number ${message}.`,
  sendFailed: "The code could not be sent",

  codeTitle: "Enter the code",
  codeHelp: (number: string) => `It was sent to ${number} and works for 10 minutes.`,
  code: "Code",
  codeHint: "6 digits",
  codeMissing: "Write the 6 digits of the SMS.",
  /** "This is not the code that was sent; 4 tries are left." */
  codeFault: (message: string) => `This ${message}.`,
  verify: "Verify",
  verifyFailed: "The number is not verified",
  another: "Send again",
  anotherSent: "Another code was sent",
  other: "Change number",
  done: "SMS come to this number now",
  doneHelp: "Choose above what comes by SMS.",
} as const;
