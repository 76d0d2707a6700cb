/** The fixed values of the contract, in a file without Zod, which the browser does not need. */
export const maxSelfWords = 4000;
