/** The code with which something is refused; "none" where it is not. */
export const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => "none",
    (error: { code?: string }) => error.code,
  );
