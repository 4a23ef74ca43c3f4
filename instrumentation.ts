/** Called by the framework once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { recordBoot } = await import("@/server/runtime/registry");
  await recordBoot(async () => {
    const { boot } = await import("@/server/runtime/boot");
    await boot();
    const { registerEventStreams } = await import("@/server/http/event-streams");
    registerEventStreams();
    const { registerApiRefusals } = await import("@/server/http/api-refusals");
    registerApiRefusals();
  });
}
