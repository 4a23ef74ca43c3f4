"use client";

import { Suspense, useId, useState } from "react";
import { Button, Checkbox, Select, SelectItem, TextArea, TextInput } from "@/app/_components/carbon";
import { lazyNamed } from "@/app/_components/feedback/lazy-named";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { type Control, type FieldPath, type FieldValues, useController } from "@/app/_components/form/use-form";
import { AddIcon, CloseIcon } from "@/app/_components/icons";
import type { WbemMappedValue } from "@/contracts/wbem/values";
import { choicesOf, type Declared, emptyItem, type ItemDraft, type ValueDraft } from "./draft";
import styles from "./value-field.module.scss";

const ReferenceInput = lazyNamed(() => import("./reference-input").then((module) => module.ReferenceInput));

/** What a field shows of a property or parameter. */
export interface FieldDeclaration extends Declared {
  description: string | null;
  units: string | null;
  isRequired: boolean;
  referenceClass: string | null;
}

interface ItemInputProps {
  id: string;
  label: string;
  declared: FieldDeclaration;
  item: ItemDraft;
  onChange: (item: ItemDraft) => void;
  onBlur: () => void;
  isDisabled: boolean;
  problem: string | undefined;
  /** What NULL is called, where the input itself stands for it when it is empty; null where something else does. */
  nullLabel: string | null;
  /** Shown in an empty input that stands for NULL. */
  placeholder: string;
  isNull: boolean;
}

const LONG_TEXT = 80;
const OTHER = "\u0000other";
const NULL = "\u0000null";

const helpByType: Partial<Record<Declared["type"], string>> = {
  datetime: "yyyymmddhhmmss.mmmmmm±mmm (offset from UTC in minutes), or ddddddddhhmmss.mmmmmm:000 for an interval",
  char16: "One character",
};

/** One of the values that have a text, or another one that is typed. */
function MappedInput(props: ItemInputProps & { choices: readonly { value: string; text: string }[] }) {
  const { id, label, item, choices, onChange, nullLabel, isNull } = props;
  const isKnown = choices.some(({ value }) => value === item.text);
  const [isOther, setOther] = useState(!isNull && item.text !== "" && !isKnown);
  const isChosen = isKnown && !isNull;
  return (
    <div className={styles.mapped}>
      <Select
        id={id}
        labelText={label}
        value={isOther ? OTHER : isChosen ? item.text : NULL}
        disabled={props.isDisabled}
        invalid={!isOther && props.problem !== undefined}
        invalidText={props.problem}
        onChange={({ target }) => {
          setOther(target.value === OTHER);
          onChange({ ...item, text: target.value === OTHER || target.value === NULL ? "" : target.value });
        }}
        onBlur={props.onBlur}
      >
        {nullLabel !== null || !(isChosen || isOther) ? <SelectItem value={NULL} text={nullLabel ?? "Choose"} /> : null}
        {choices.map(({ value, text }) => (
          <SelectItem key={value} value={value} text={text} />
        ))}
        <SelectItem value={OTHER} text="Another value" />
      </Select>
      {isOther ? <PlainInput {...props} id={`${id}-other`} label={`Other value of ${label}`} /> : null}
    </div>
  );
}

/** A class to show how an instance is written; `object` is where any will do. */
const exampleClass = (embeddedClass: string) => (embeddedClass === "object" ? "CIM_Foo" : embeddedClass);

function PlainInput({ id, label, declared, item, onChange, onBlur, isDisabled, problem, ...rest }: ItemInputProps) {
  useErrorDescription(id, problem !== undefined);
  const shared = {
    id,
    labelText: label,
    // Help for an input that cannot be used is hardly readable, and of no use.
    helperText: isDisabled ? undefined : helpByType[declared.type],
    value: item.text,
    placeholder: rest.isNull ? rest.placeholder : undefined,
    disabled: isDisabled,
    invalid: problem !== undefined,
    invalidText: problem,
    onBlur,
  };
  const isLong = declared.embeddedClass !== null || item.text.length > LONG_TEXT || item.text.includes("\n");
  if (isLong && (declared.type === "string" || declared.embeddedClass !== null)) {
    return (
      <TextArea
        {...shared}
        className={declared.embeddedClass === null ? undefined : "sb-monospaced"}
        helperText={
          declared.embeddedClass === null || isDisabled
            ? undefined
            : `MOF or CIM-XML: instance of ${exampleClass(declared.embeddedClass)} { Name = "a"; };`
        }
        rows={declared.embeddedClass === null ? 3 : 6}
        spellCheck={false}
        onChange={({ target }) => onChange({ ...item, text: target.value })}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => onChange({ ...item, text: target.value })}
    />
  );
}

function ItemInput(props: ItemInputProps) {
  const { declared, item, label } = props;
  if (declared.type === "reference") {
    return (
      <Suspense fallback={<LinesSkeleton label={label} lines={2} />}>
        <ReferenceInput
          label={label}
          referenceClass={declared.referenceClass}
          item={item}
          isDisabled={props.isDisabled}
          problem={props.problem}
          onChange={props.onChange}
        />
      </Suspense>
    );
  }
  if (declared.type === "boolean") {
    return (
      <Select
        id={props.id}
        labelText={label}
        value={props.isNull ? NULL : item.text}
        disabled={props.isDisabled}
        onChange={({ target }) => props.onChange({ ...item, text: target.value === NULL ? "" : target.value })}
        onBlur={props.onBlur}
      >
        {props.nullLabel === null ? null : <SelectItem value={NULL} text={props.nullLabel} />}
        <SelectItem value="true" text="true" />
        <SelectItem value="false" text="false" />
      </Select>
    );
  }
  const choices = choicesOf(declared.valueMap);
  return choices.length > 0 ? <MappedInput {...props} choices={choices} /> : <PlainInput {...props} />;
}

function rangeText(valueMap: readonly WbemMappedValue[] | null): string {
  return (valueMap ?? [])
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, text }) => `${from ?? ""}..${to ?? ""}: ${text}`)
    .join("; ");
}

interface ValueFieldProps<TValues extends FieldValues> {
  control: Control<TValues>;
  name: FieldPath<TValues>;
  declared: FieldDeclaration;
  /** What NULL means here: "NULL", "Leave it out". */
  nullLabel: string;
}

/** True for texts that are typed: they may be empty, so something beside their input has to stand for NULL. */
const mayBeEmpty = ({ type, valueMap }: Declared) =>
  (type === "string" || type === "char16") && choicesOf(valueMap).length === 0;

/** One item of an array: its value or NULL, and the way to be rid of it. */
function ArrayItem({ index, onRemove, ...props }: ItemInputProps & { index: number; onRemove: () => void }) {
  const { id, declared, item, onChange } = props;
  return (
    <div className={styles.item}>
      <ItemInput {...props} />
      <Checkbox
        id={`${id}-null`}
        labelText="NULL"
        checked={item.isNull}
        onChange={(_event, { checked }) => onChange({ ...item, isNull: checked })}
      />
      <button
        type="button"
        className="sb-icon-button"
        aria-label={`Remove item ${index + 1} of ${declared.name}`}
        title="Remove"
        onClick={onRemove}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

interface InputsProps {
  id: string;
  declared: FieldDeclaration;
  draft: ValueDraft;
  nullLabel: string;
  problem: string | undefined;
  onChange: (draft: ValueDraft) => void;
  onBlur: () => void;
}

function ArrayInputs({ id, declared, draft, onChange, onBlur }: InputsProps) {
  const change = (items: ItemDraft[]) => onChange({ isNull: false, items });
  return (
    <>
      {draft.isNull
        ? null
        : draft.items.map((item, index) => (
            <ArrayItem
              // biome-ignore lint/suspicious/noArrayIndexKey: items of an array are told apart by their position only
              key={index}
              index={index}
              id={`${id}-${index}`}
              label={`${declared.name}, item ${index + 1}`}
              declared={declared}
              item={item}
              isDisabled={item.isNull}
              problem={undefined}
              nullLabel={null}
              placeholder="NULL"
              isNull={item.isNull}
              onChange={(next) => change(draft.items.map((other, at) => (at === index ? next : other)))}
              onRemove={() => change(draft.items.filter((_item, at) => at !== index))}
              onBlur={onBlur}
            />
          ))}
      <Button
        kind="ghost"
        size="sm"
        renderIcon={AddIcon}
        onClick={() => change([...(draft.isNull ? [] : draft.items), emptyItem(declared.type)])}
      >
        Add an item
      </Button>
    </>
  );
}

function ScalarInput({ id, declared, draft, nullLabel, problem, onChange, onBlur }: InputsProps) {
  const item = draft.isNull ? { isNull: false, text: "", path: null } : (draft.items[0] ?? emptyItem(declared.type));
  return (
    <ItemInput
      id={id}
      label={declared.name}
      declared={declared}
      item={item}
      isDisabled={false}
      problem={problem}
      nullLabel={mayBeEmpty(declared) ? null : nullLabel}
      placeholder={nullLabel}
      isNull={draft.isNull}
      onChange={(next) => {
        const isEmpty = next.text === "" && next.path === null;
        onChange({ isNull: isEmpty && !mayBeEmpty(declared), items: [next] });
      }}
      onBlur={onBlur}
    />
  );
}

/** A property or parameter with inputs for its type: NULL, value maps, arrays, references, embedded objects. */
export function ValueField<TValues extends FieldValues>({
  control,
  name,
  declared,
  nullLabel,
}: ValueFieldProps<TValues>) {
  const { field, fieldState } = useController({ control, name });
  const id = useId();
  const draft: ValueDraft = field.value;
  const problem = fieldState.error?.message;
  const facts = [declared.units === null ? "" : `In ${declared.units}.`, rangeText(declared.valueMap)].filter(Boolean);
  const Inputs = declared.isArray ? ArrayInputs : ScalarInput;
  return (
    <fieldset className={styles.field} aria-describedby={`${id}-help`}>
      <legend className={styles.legend}>
        <strong>{declared.name}</strong>{" "}
        <span className="sb-muted">
          {declared.embeddedClass ?? declared.referenceClass ?? declared.type}
          {declared.isArray ? "[]" : ""}
          {declared.isRequired ? " · required" : ""}
        </span>
      </legend>
      <div className={styles.line}>
        <div className={styles.inputs}>
          <Inputs
            id={id}
            declared={declared}
            draft={draft}
            nullLabel={nullLabel}
            problem={problem}
            onChange={field.onChange}
            onBlur={field.onBlur}
          />
        </div>
        {declared.isArray || mayBeEmpty(declared) ? (
          <Checkbox
            id={`${id}-null`}
            labelText={nullLabel}
            checked={draft.isNull}
            onChange={(_event, { checked }) =>
              field.onChange({
                isNull: checked,
                items: draft.items.length === 0 && !declared.isArray ? [emptyItem(declared.type)] : draft.items,
              })
            }
          />
        ) : null}
      </div>
      {declared.isArray && problem ? <div className="sb-field__message sb-field__message--error">{problem}</div> : null}
      <div id={`${id}-help`} className="sb-field__message">
        {declared.description === null ? null : (
          <details>
            <summary>What it is</summary>
            {declared.description}
          </details>
        )}
        {facts.join(" ")}
      </div>
    </fieldset>
  );
}
