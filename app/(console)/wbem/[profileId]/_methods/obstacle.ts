import type { WbemMethodDeclaration } from "@/contracts/wbem/classes";

/** Why a method cannot be called from here; null when it can. */
export function obstacleTo(method: Pick<WbemMethodDeclaration, "isStatic">, hasInstance: boolean): string | null {
  return method.isStatic || hasInstance
    ? null
    : "Only static methods can be called on a class. Open an instance first.";
}
