/**
 * Whether a word, in lower case, is among the 49,000 passwords that were found most often in breaches (the list of
 * zxcvbn, MIT, as `@zxcvbn-ts/language-common` keeps it; 17,950 of them have 8 characters or more). Nothing is asked of
 * another machine. The list is loaded, once, when somebody first chooses a password.
 */
export async function loadCommonPasswords(): Promise<(word: string) => boolean> {
  loading ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"]),
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  const words = await loading;
  return (word) => words.has(word);
}

let loading: Promise<ReadonlySet<string>> | undefined;
