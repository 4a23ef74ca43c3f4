/** Database, key or another part of the application is not usable; `cause` is the part's own error. */
export class BootFailedError extends Error {
  readonly code = "boot-failed";
}
