import { useEffect } from "react";
import type { UseFormReturn } from "@/app/_components/form/use-form";
import type { KindDescription } from "@/contracts/kind";
import type { ProfileFormValues } from "./form-values";

type Ports = Pick<KindDescription, "defaultPort" | "portsByScheme">;

/** The usual port of a kind, with the transport chosen in its setting `scheme` where it has one. */
export function defaultPortOf({ defaultPort, portsByScheme }: Ports, scheme: unknown): number {
  return portsByScheme?.[scheme === "http" ? "http" : "https"] ?? defaultPort;
}

/** The port that goes with a newly chosen transport; null where the present one is nobody's default and stays. */
export function portFollowing(kind: Ports, scheme: unknown, port: unknown): number | null {
  const before = defaultPortOf(kind, scheme === "http" ? "https" : "http");
  return port === before ? defaultPortOf(kind, scheme) : null;
}

/** Lets the port follow the transport when a person chooses another. */
export function usePortFollowsScheme({ watch, setValue }: UseFormReturn<ProfileFormValues>, kind: Ports): void {
  useEffect(() => {
    if (kind.portsByScheme === undefined) return;
    const subscription = watch((values, { name, type }) => {
      if (name !== "settings.scheme" || type !== "change") return;
      const port = portFollowing(kind, values.settings?.scheme, values.port);
      if (port !== null) setValue("port", port, { shouldDirty: true, shouldValidate: true });
    });
    return () => subscription.unsubscribe();
  }, [watch, setValue, kind]);
}
