import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OperationSample, OperationStatistics } from "./statistics";

const sample = (more: Partial<OperationSample>): OperationSample => ({
  operation: "GetInstance",
  isError: false,
  clientMs: 10,
  serverMicroseconds: 5_000,
  requestBytes: 100,
  replyBytes: 1_000,
  ...more,
});

describe("statistics", () => {
  it("have count, errors, average, smallest and largest by operation, the slowest first", () => {
    const statistics = new OperationStatistics();
    statistics.add(sample({}));
    statistics.add(sample({ clientMs: 20, serverMicroseconds: 7_000, replyBytes: 0, isError: true }));
    statistics.add(sample({ operation: "EnumerateInstances", clientMs: 16 }));
    expect(statistics.figures()).toEqual([
      {
        operation: "EnumerateInstances",
        count: 1,
        errors: 0,
        clientMs: { average: 16, minimum: 16, maximum: 16 },
        serverMs: { average: 5, minimum: 5, maximum: 5 },
        requestBytes: { average: 100, minimum: 100, maximum: 100 },
        replyBytes: { average: 1000, minimum: 1000, maximum: 1000 },
      },
      {
        operation: "GetInstance",
        count: 2,
        errors: 1,
        clientMs: { average: 15, minimum: 10, maximum: 20 },
        serverMs: { average: 6, minimum: 5, maximum: 7 },
        requestBytes: { average: 100, minimum: 100, maximum: 100 },
        replyBytes: { average: 500, minimum: 0, maximum: 1000 },
      },
    ]);
  });

  it("drop the server time as a whole once an operation lacks it", () => {
    const statistics = new OperationStatistics();
    statistics.add(sample({}));
    statistics.add(sample({ serverMicroseconds: null }));
    statistics.add(sample({}));
    expect(statistics.figures()[0]).toMatchObject({ count: 3, serverMs: null });
  });

  it("begin anew", () => {
    let now = new Date(1);
    const statistics = new OperationStatistics(() => now);
    statistics.add(sample({}));
    now = new Date(2);
    expect(statistics.since).toEqual(new Date(1));
    statistics.reset();
    expect([statistics.since, statistics.figures()]).toEqual([new Date(2), []]);
  });

  it("keep every average between its bounds", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1 }), (times) => {
        const statistics = new OperationStatistics();
        for (const clientMs of times) statistics.add(sample({ clientMs }));
        const [figures] = statistics.figures();
        const { average, minimum, maximum } = figures?.clientMs ?? { average: -1, minimum: 0, maximum: 0 };
        expect([minimum, maximum, figures?.count]).toEqual([Math.min(...times), Math.max(...times), times.length]);
        expect(average >= minimum && average <= maximum).toBe(true);
      }),
    );
  });
});
