/** The texts of dictation, which loads after the page. */
export const dictationStrings = {
  dictate: (field: string) => `Dictate: ${field}`,
  stopDictating: (field: string) => `Stop dictating: ${field}`,
  listening: "Stop",
  listeningTo: (field: string) => `Listening. What you say is written under ${field}.`,
  dictationNotice: "Your browser may send what you say to its maker. Say nothing that names a patient.",
  dictationNotAllowed: "The browser may not use the microphone. Allow it in the browser’s settings of this site.",
  dictationNoMicrophone: "No microphone was found.",
  dictationNothingHeard: "Nothing was heard. Press Dictate again and speak.",
  dictationNoConnection: "Dictation needs a connection. What was written so far is kept.",
  dictationFailed: "Dictation stopped. What was written so far is kept.",
} as const;
