/** The APP_SECRET of every test: the passwords of the login roles are derived from it. */
export const testSecret = "tests-only-secret-tests-only-secret";
