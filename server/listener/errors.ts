/** The console must not start like this; `message` is one sentence that says why and what to do. */
export class StartRefusedError extends Error {
  readonly code = "start-refused";
}

/** Database, key or another part of the application is not usable; `cause` is the part's own error. */
export class BootFailedError extends Error {
  readonly code = "boot-failed";
}
