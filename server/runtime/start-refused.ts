/** The console must not start like this; `message` is one sentence that says why and what to do. */
export class StartRefusedError extends Error {
  readonly code = "start-refused";
}
