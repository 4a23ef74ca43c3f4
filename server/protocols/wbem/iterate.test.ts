import { describe, expect, it } from "vitest";
import { WbemClient } from "./client";
import { PullMemory, WbemIterator } from "./iterate";
import type { CimInstanceName } from "./model/objects";
import { answerOf, intrinsicReply, scriptedExchange } from "./testing/answers";

type Script = Parameters<typeof scriptedExchange>;

function iteratorOver(answers: Script, usePull: boolean | null = null, memory = new PullMemory()) {
  const script = scriptedExchange(...answers);
  const client = new WbemClient({ exchange: script.exchange, host: "acme.com:5989" });
  const asked = () => script.requests.map(({ operation }) => operation);
  return { iterator: new WbemIterator(client, { usePull, memory }), memory, asked, requests: script.requests };
}

const at = (name: string) =>
  `<INSTANCEPATH><NAMESPACEPATH><HOST>srv</HOST><LOCALNAMESPACEPATH><NAMESPACE NAME="root"/></LOCALNAMESPACEPATH></NAMESPACEPATH><INSTANCENAME CLASSNAME="${name}"/></INSTANCEPATH>`;

function pulled(operation: string, paths: string[], context: string | null, messageId: string): string {
  const end = context === null ? "TRUE" : "FALSE";
  const more = context === null ? "" : `<PARAMVALUE NAME="EnumerationContext"><VALUE>${context}</VALUE></PARAMVALUE>`;
  const content = `<IRETURNVALUE>${paths.map(at).join("")}</IRETURNVALUE><PARAMVALUE NAME="EndOfSequence"><VALUE>${end}</VALUE></PARAMVALUE>${more}`;
  return intrinsicReply(operation, content, messageId);
}

const open = (paths: string[], context: string | null) => pulled("OpenEnumerateInstancePaths", paths, context, "1001");
const pull = (paths: string[], context: string | null, id: string) => pulled("PullInstancePaths", paths, context, id);
const refused = (operation: string, code: number, id = "1001") =>
  intrinsicReply(operation, `<ERROR CODE="${code}"/>`, id);
const traditional = (id: string) =>
  intrinsicReply("EnumerateInstanceNames", '<IRETURNVALUE><INSTANCENAME CLASSNAME="A"/></IRETURNVALUE>', id);

async function namesOf(stream: AsyncIterable<CimInstanceName[]>): Promise<string[]> {
  const names: string[] = [];
  for await (const paths of stream) names.push(...paths.map(({ className }) => className));
  return names;
}

describe("pulling", () => {
  it("goes on with the newest context until the end of the sequence, also over answers with nothing in them", async () => {
    const { iterator, asked, requests, memory } = iteratorOver([
      open(["A"], "one"),
      pull([], "two", "1002"),
      pull(["B", "C"], null, "1003"),
    ]);
    expect(await namesOf(iterator.IterEnumerateInstancePaths("X", { MaxObjectCount: 2 }))).toEqual(["A", "B", "C"]);
    expect(asked()).toEqual(["OpenEnumerateInstancePaths", "PullInstancePaths", "PullInstancePaths"]);
    expect(requests[2]?.body).toContain("<VALUE>two</VALUE>");
    expect(requests[1]?.body).toContain('NAME="MaxObjectCount"><VALUE>2</VALUE>');
    expect(memory.canPull("enumerate-paths")).toBe(true);
    expect(memory.canPull("query")).toBeNull();
  });

  it("closes the enumeration with its newest context when the reader leaves", async () => {
    const close = intrinsicReply("CloseEnumeration", "", "1003");
    const { iterator, asked, requests } = iteratorOver([open(["A"], "one"), pull(["B"], "two", "1002"), close]);
    for await (const [path] of iterator.IterEnumerateInstancePaths("X")) if (path?.className === "B") break;
    expect(asked()).toEqual(["OpenEnumerateInstancePaths", "PullInstancePaths", "CloseEnumeration"]);
    expect(requests[2]?.body).toContain("<VALUE>two</VALUE>");
  });

  it("does not close what the server has closed", async () => {
    const { iterator, asked } = iteratorOver([open(["A"], null)]);
    for await (const _ of iterator.IterEnumerateInstancePaths("X")) break;
    expect(asked()).toEqual(["OpenEnumerateInstancePaths"]);
  });

  it("closes after a failure of the reader, and tells the reader's failure even where closing fails", async () => {
    const { iterator, asked } = iteratorOver([open(["A"], "one"), refused("CloseEnumeration", 21, "1002")]);
    const read = async () => {
      for await (const _ of iterator.IterEnumerateInstancePaths("X")) throw new Error("The reader fails.");
    };
    await expect(read()).rejects.toThrow("The reader fails.");
    expect(asked()).toEqual(["OpenEnumerateInstancePaths", "CloseEnumeration"]);
  });

  it("passes on what goes wrong later, an expired context for example", async () => {
    const { iterator } = iteratorOver([
      open(["A"], "one"),
      refused("PullInstancePaths", 21, "1002"),
      refused("CloseEnumeration", 21, "1003"),
    ]);
    await expect(namesOf(iterator.IterEnumerateInstancePaths("X"))).rejects.toMatchObject({ cimStatus: 21 });
  });
});

describe("falling back", () => {
  it.each([7, 1])(
    "reads in one piece after status %s, remembers it for this kind only, and completes the host",
    async (code) => {
      const first = iteratorOver([refused("OpenEnumerateInstancePaths", code), traditional("1002")]);
      const stream = first.iterator.IterEnumerateInstancePaths("X");
      const result = await stream.next();
      expect(result.value).toMatchObject([{ className: "A", namespace: "root/cimv2", host: "acme.com:5989" }]);
      await stream.return();
      expect(first.memory.canPull("enumerate-paths")).toBe(false);
      expect(first.memory.canPull("enumerate-instances")).toBeNull();
      const second = iteratorOver([traditional("1001")], null, first.memory);
      expect(await namesOf(second.iterator.IterEnumerateInstancePaths("X"))).toEqual(["A"]);
      expect(second.asked()).toEqual(["EnumerateInstanceNames"]);
    },
  );

  it("does not take a class that does not exist for a missing ability", async () => {
    const { iterator, asked, memory } = iteratorOver([refused("OpenEnumerateInstancePaths", 5)]);
    await expect(namesOf(iterator.IterEnumerateInstancePaths("X"))).rejects.toMatchObject({ cimStatus: 5 });
    expect(asked()).toHaveLength(1);
    expect(memory.canPull("enumerate-paths")).toBeNull();
  });

  it("learns nothing from status 1 where the traditional way fails as well", async () => {
    const answers: Script = [refused("OpenEnumerateInstancePaths", 1), refused("EnumerateInstanceNames", 1, "1002")];
    const { iterator, memory } = iteratorOver(answers);
    await expect(namesOf(iterator.IterEnumerateInstancePaths("X"))).rejects.toMatchObject({ cimStatus: 1 });
    expect(memory.canPull("enumerate-paths")).toBeNull();
  });

  it("passes status 7 on where pulling is demanded or has worked before", async () => {
    const demanded = iteratorOver([refused("OpenEnumerateInstancePaths", 7)], true);
    await expect(namesOf(demanded.iterator.IterEnumerateInstancePaths("X"))).rejects.toMatchObject({ cimStatus: 7 });
    const memory = new PullMemory();
    memory.remember("enumerate-paths", true);
    const known = iteratorOver([refused("OpenEnumerateInstancePaths", 7)], null, memory);
    await expect(namesOf(known.iterator.IterEnumerateInstancePaths("X"))).rejects.toMatchObject({ cimStatus: 7 });
  });

  it("refuses a filter before anything is sent where it cannot pull, and sends LocalOnly as FALSE", async () => {
    const filtered = iteratorOver([], false);
    const stream = filtered.iterator.IterEnumerateInstances("X", { FilterQuery: "q", FilterQueryLanguage: "DMTF:FQL" });
    await expect(stream.next()).rejects.toMatchObject({ code: "invalid_request" });
    expect(filtered.asked()).toEqual([]);
    const plain = iteratorOver([intrinsicReply("EnumerateInstances", "")], false);
    for await (const _ of plain.iterator.IterEnumerateInstances("X"));
    expect(plain.requests[0]?.body).toContain('NAME="LocalOnly"><VALUE>FALSE</VALUE>');
  });

  it.each([0, -1, 1.5])("refuses to pull %s objects at a time", async (MaxObjectCount) => {
    const { iterator, asked } = iteratorOver([]);
    await expect(iterator.IterEnumerateInstancePaths("X", { MaxObjectCount }).next()).rejects.toMatchObject({
      errors: [{ path: "MaxObjectCount" }],
    });
    expect(asked()).toEqual([]);
  });
});

describe("queries", () => {
  it("hands over the class of the result once the first answer was read", async () => {
    const content = `<IRETURNVALUE><INSTANCE CLASSNAME="R"/></IRETURNVALUE><PARAMVALUE NAME="EndOfSequence"><VALUE>TRUE</VALUE></PARAMVALUE><PARAMVALUE NAME="QueryResultClass"><CLASS NAME="R"/></PARAMVALUE>`;
    const { iterator } = iteratorOver([intrinsicReply("OpenQueryInstances", content)]);
    const { stream, queryResultClass } = iterator.IterQueryInstances("DMTF:CQL", "select", {
      ReturnQueryResultClass: true,
    });
    const instances = [];
    for await (const batch of stream) instances.push(...batch);
    expect(instances).toHaveLength(1);
    expect(await queryResultClass).toMatchObject({ kind: "class", className: "R" });
  });

  it("has no class after falling back to ExecQuery, and a failed query fails both", async () => {
    const result = '<IRETURNVALUE><VALUE.OBJECT><INSTANCE CLASSNAME="R"/></VALUE.OBJECT></IRETURNVALUE>';
    const fallen = iteratorOver([refused("OpenQueryInstances", 7), intrinsicReply("ExecQuery", result, "1002")]);
    const query = fallen.iterator.IterQueryInstances("WQL", "select");
    for await (const _ of query.stream);
    expect(await query.queryResultClass).toBeNull();
    const failing = iteratorOver([refused("OpenQueryInstances", 15)]).iterator.IterQueryInstances("WQL", "select");
    await expect(failing.stream.next()).rejects.toMatchObject({ cimStatus: 15 });
    await expect(failing.queryResultClass).rejects.toMatchObject({ cimStatus: 15 });
  });
});

it("reads an answer to its end to learn the newest context when the reader leaves in its middle", async () => {
  const [head = "", tail = ""] = open(["A", "B"], "newest").split(at("B"));
  function* inTwoPieces() {
    yield Buffer.from(head);
    yield Buffer.from(at("B") + tail);
  }
  const close = intrinsicReply("CloseEnumeration", "", "1002");
  const { iterator, requests } = iteratorOver([answerOf(inTwoPieces()), close]);
  for await (const _ of iterator.IterEnumerateInstancePaths("X")) break;
  expect(requests[1]?.body).toContain("<VALUE>newest</VALUE>");
});
