import { verifyWholeLog } from "@/server/services/audit";
import { withInstallation } from "@/server/services/offline";

// Checks the whole audit log. Exit code 0: intact; 1: not intact; 2: it could not be checked.
try {
  const { isIntact, finding, firstBadSequence } = await withInstallation(verifyWholeLog);
  process.stdout.write(`${isIntact ? "intact" : "NOT INTACT"}: ${finding}\n`);
  if (firstBadSequence !== null) process.stdout.write(`first bad event: ${firstBadSequence}\n`);
  process.exitCode = isIntact ? 0 : 1;
} catch (error) {
  process.stderr.write(`The audit log cannot be checked: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
