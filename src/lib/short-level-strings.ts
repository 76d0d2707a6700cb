/** The short words of the scales that the program ships; other scales are shortened by rule. */
export const shortWords: Record<string, string> = {
  "I had to do": "I did it",
  "I had to talk them through": "Talked through",
  "I had to prompt them from time to time": "Prompted",
  "I needed to be in the room just in case": "Just in case",
  "I did not need to be there": "Not needed",
  "Direct supervision": "Direct",
  "Indirect supervision, quickly available": "Indirect",
  "Supervises others": "Supervises",
  "Supervision only": "Watched only",
};
