import Link from "next/link";
import type { ReactNode } from "react";

export interface TrailStep {
  label: string;
  href: string;
}

interface PageHeaderProps {
  title: string;
  /** Pages above this one, outermost first. */
  trail?: readonly TrailStep[];
  /** Beside the title: the state of the thing. */
  status?: ReactNode;
  summary?: ReactNode;
  actions?: ReactNode;
}

/** The head of every page: where it lies, its one level-one heading, its state, and what can be done. */
export function PageHeader({ title, trail = [], status, summary, actions }: PageHeaderProps) {
  return (
    <header className="sb-page__header">
      <div className="sb-page__heading">
        {trail.length > 0 ? (
          <nav aria-label="Trail">
            <ol className="sb-trail">
              {trail.map((step) => (
                <li key={step.href}>
                  <Link className="sb-link" href={step.href}>
                    {step.label}
                  </Link>
                </li>
              ))}
            </ol>
          </nav>
        ) : null}
        <div className="sb-page__title-row">
          <h1>{title}</h1>
          {status}
        </div>
        {summary ? <div className="sb-page__summary">{summary}</div> : null}
      </div>
      {actions ? <div className="sb-page__actions">{actions}</div> : null}
    </header>
  );
}

interface PanelProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, actions, children }: PanelProps) {
  return (
    <section className="sb-panel">
      <div className="sb-panel__header">
        <h2 className="sb-panel__title">{title}</h2>
        {actions ? <div className="sb-cluster">{actions}</div> : null}
      </div>
      <div className="sb-panel__body">{children}</div>
    </section>
  );
}
