"use client";

import { type ReactNode, Suspense, useEffect, useId, useRef } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import type { Problem } from "@/contracts/problem";
import { Button, InlineLoading } from "../carbon";
import { lazyNamed } from "../feedback/lazy-named";
import { ProblemNotice } from "../feedback/problem-notice";
import { ReasonButton } from "../feedback/reason-button";
import type { Conflict } from "./conflict-banner";
import { describeInvalid, splitFieldProblems } from "./problem-fields";
import { UnsavedChangesGuard } from "./unsaved-changes-guard";
import { useHydrated } from "./use-hydrated";

const ConflictBanner = lazyNamed(() => import("./conflict-banner").then((module) => module.ConflictBanner));

const invalidField = ".sb-secret--error, [data-invalid], .sb-field__message--error";

interface FormShellProps<TValues extends FieldValues, TOutput> {
  /** Accessible name of the form. */
  label: string;
  form: UseFormReturn<TValues, unknown, TOutput>;
  /** Called with the checked values; saving is reported through `isLoading` and `error`. */
  onSubmit: (values: TOutput) => void;
  /** True while the save is under way. */
  isLoading: boolean;
  /** Problem of the last save, or null. Its field errors are shown at their fields. */
  error: Problem | null;
  /** Someone else changed the thing meanwhile. */
  conflict?: Conflict | null;
  submitLabel: string;
  /** Why it cannot be sent now; what is typed stays. */
  submitObstacle?: string | null;
  isDanger?: boolean;
  onCancel?: () => void;
  /** Further buttons, between submit and cancel. */
  actions?: ReactNode;
  /** Off in dialogs, which have their own way out. Default on. */
  guardsUnsavedChanges?: boolean;
  children: ReactNode;
}

/**
 * The frame of every form: submit and cancel, progress, a summary of the problem that takes the focus, errors at their
 * fields, the warning before unsaved changes are lost, and the banner when someone else saved first.
 */
export function FormShell<TValues extends FieldValues, TOutput = TValues>(props: FormShellProps<TValues, TOutput>) {
  const { form, error, isLoading } = props;
  const summary = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLFormElement>(null);
  const hintId = useId();
  const isHydrated = useHydrated();
  const { isDirty, errors, submitCount } = form.formState;
  const invalid = submitCount > 0 ? describeInvalid(errors) : null;
  const { elsewhere } = splitFieldProblems(error?.errors ?? [], form.getValues());

  useEffect(() => {
    if (!error) {
      return;
    }
    for (const problem of splitFieldProblems(error.errors ?? [], form.getValues()).ofFields) {
      form.setError(problem.path as FieldPath<TValues>, { type: "server", message: problem.message });
    }
    summary.current?.focus();
  }, [error, form]);

  // The form library focuses the field; the bar of buttons may lie over it, and a switch takes no focus from it.
  useEffect(() => {
    if (submitCount > 0) {
      frame.current?.querySelector(invalidField)?.scrollIntoView({ block: "center" });
    }
  }, [submitCount]);

  return (
    <form
      ref={frame}
      method="post"
      className="sb-form"
      aria-label={props.label}
      noValidate
      onSubmit={(event) => {
        event.stopPropagation();
        if (isLoading || props.submitObstacle) {
          event.preventDefault();
          return;
        }
        void form.handleSubmit((values) => props.onSubmit(values))(event);
      }}
    >
      {props.guardsUnsavedChanges === false ? null : <UnsavedChangesGuard isDirty={isDirty && !isLoading} />}
      {props.conflict ? (
        <Suspense fallback={null}>
          <ConflictBanner conflict={props.conflict} />
        </Suspense>
      ) : null}
      {error ? (
        <div ref={summary} tabIndex={-1}>
          <ProblemNotice problem={error} fieldErrors={elsewhere} />
        </div>
      ) : null}
      <fieldset className="sb-form__fields" disabled={isLoading || !isHydrated}>
        <legend className="sb-visually-hidden">{props.label}</legend>
        {props.children}
      </fieldset>
      <div className="sb-form__actions">
        {props.submitObstacle ? (
          <ReasonButton kind="primary" disabledReason={props.submitObstacle} onClick={() => undefined}>
            {props.submitLabel}
          </ReasonButton>
        ) : (
          <Button
            type="submit"
            size="md"
            kind={props.isDanger ? "danger" : "primary"}
            disabled={!isHydrated}
            aria-disabled={isLoading}
            aria-describedby={hintId}
          >
            {props.submitLabel}
          </Button>
        )}
        {props.actions}
        {props.onCancel ? (
          <Button type="button" size="md" kind="ghost" onClick={props.onCancel}>
            Cancel
          </Button>
        ) : null}
        <span id={hintId} role="status" className="sb-muted">
          {isLoading ? (
            <InlineLoading description="Saving" />
          ) : invalid !== null ? (
            invalid
          ) : isDirty && props.guardsUnsavedChanges !== false ? (
            "Not saved yet"
          ) : (
            ""
          )}
        </span>
      </div>
    </form>
  );
}

/** A titled group of fields. */
export function FormSection({ title, help, children }: { title: string; help?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className="sb-form__section">
      <legend>{title}</legend>
      {help ? <p className="sb-form__section-help">{help}</p> : null}
      {children}
    </fieldset>
  );
}

/** Fields side by side where there is room. */
export function FormRow({ children }: { children: ReactNode }) {
  return <div className="sb-form__row">{children}</div>;
}
