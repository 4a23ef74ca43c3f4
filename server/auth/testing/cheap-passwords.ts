import { getRuntime } from "@/server/runtime/registry";

/** Makes password hashes cheap for a test that signs in often; the returned function ends that. */
export function useCheapPasswords(): () => void {
  const { services } = getRuntime();
  services.passwordCost = { n: 10, r: 8, p: 1 };
  return () => {
    delete services.passwordCost;
  };
}
