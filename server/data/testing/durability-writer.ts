import { getRuntime } from "@/server/runtime/registry";
import { openDatabase, withTransaction } from "../client";
import { appendNotifications } from "../notifications";

// Writes for ever and says of every write, once it is acknowledged, that it was. Somebody kills it.
const [file, round] = process.argv.slice(2);
if (file === undefined || round === undefined) throw new Error("usage: durability-writer.ts <file> <round>");
getRuntime().services.database = openDatabase(file);
for (let count = 1; ; count++) {
  const name = `${round}-${count}`;
  if (count % 2 === 0) {
    await withTransaction(async (tx) => {
      await tx.team.create({ data: { id: name, name } });
      await tx.setting.upsert({
        where: { key: "last" },
        create: { key: "last", value: name },
        update: { value: name },
      });
    });
  } else {
    const row = { profileId: "p", type: "test", summary: name, changes: [], details: [], receivedAt: new Date() };
    const absent = {
      objectUri: null,
      objectClass: null,
      objectName: null,
      elementUri: null,
      action: null,
      jobUri: null,
    };
    await appendNotifications([{ ...row, ...absent, occurredAt: null }]);
  }
  process.stdout.write(`${name}\n`);
}
