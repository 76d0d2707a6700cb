/** The APP_SECRET of every test: the passwords of the login roles are derived from it. */
export const testSecret = "tests-only-secret-tests-only-secret";

/** Keys for push messages, of RFC 8291's example. */
export const testVapid = {
  publicKey: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
  privateKey: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  subject: "mailto:it@school.test",
};
