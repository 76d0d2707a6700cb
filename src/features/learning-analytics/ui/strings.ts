/** Texts of the consent to learning analytics. */
export const strings = {
  title: "Help improve learning",
  help: "Your school would like to see how the program is used: which pages are opened, when assessments are started and finished, when feedback is read.",
  label: "Record how I use the program",
  never: "Never what you write, and never for a rating. You may change your mind at any time.",
  addresses: "Your school also records the address of the network.",
  on: (since: string, recorded: string) => `On since ${since}. ${recorded}`,
  recorded: (count: number) =>
    count === 0 ? "Nothing is recorded yet." : count === 1 ? "1 record." : `${count.toLocaleString("en")} records.`,
  off: "Off. Nothing is recorded.",
  granted: "Your use of the program is recorded from now on",
  withdrawn: "Nothing is recorded any more",
  failed: "It could not be saved",
  undo: "Undo",
  withdrawTitle: "Stop, and delete what was recorded?",
  withdrawHelp: (count: number) =>
    count === 1
      ? "1 record of how you use the program is deleted. It cannot be brought back."
      : `${count.toLocaleString("en")} records of how you use the program are deleted. They cannot be brought back.`,
  withdraw: "Stop and delete",
} as const;
