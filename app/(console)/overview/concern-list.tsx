import Link from "next/link";
import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Tone } from "@/app/_components/feedback/tone";
import type { Concern } from "@/contracts/overview";

const tones: Record<Concern["severity"], Tone> = { critical: "fail", warning: "warn", info: "idle" };

/** What needs somebody, worst first, each with the page that deals with it. */
export function ConcernList({ concerns }: { concerns: readonly Concern[] }) {
  return (
    <Panel title={concerns.length === 0 ? "Nothing needs you" : `Needs attention: ${concerns.length}`}>
      {concerns.length === 0 ? (
        <p className="sb-muted">All devices answer, no certificate ends soon, and no operation failed lately.</p>
      ) : (
        <ul className="sb-concerns">
          {concerns.map((concern) => (
            <li key={concern.id} className="sb-concerns__item">
              <StatusTag status={concern.severity} tone={tones[concern.severity]} />
              <div>
                <Link className="sb-link sb-concerns__title" href={concern.href}>
                  {concern.title}
                </Link>
                <p className="sb-muted">
                  {concern.detail}
                  {concern.since === null ? null : (
                    <>
                      {" · since "}
                      <RelativeTime at={concern.since} />
                    </>
                  )}
                  {concern.readAt === undefined ? null : (
                    <>
                      {" · read "}
                      <RelativeTime at={concern.readAt} />
                    </>
                  )}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
