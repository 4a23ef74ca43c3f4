"use client";

import { Button, InlineLoading } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemProperty } from "@/contracts/wbem/instances";
import type { WbemGivenValue } from "@/contracts/wbem/values";
import { mappedText, pathLabel, type Shape } from "../_values/value-text";
import { ValueView } from "../_values/value-view";

interface DiffDialogProps {
  properties: readonly WbemProperty[];
  changes: readonly WbemGivenValue[];
  isLoading: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

type GivenItem = Exclude<WbemGivenValue["value"], readonly unknown[]>;

function itemText(item: GivenItem, shape: Shape): string {
  if (item === null) return "NULL";
  if (typeof item === "object") return pathLabel(item);
  const mapped = mappedText(item, shape.valueMap);
  return mapped === null ? String(item) : `${mapped} (${item})`;
}

function GivenView({ given, shape }: { given: WbemGivenValue; shape: Shape }) {
  const { value } = given;
  if (Array.isArray(value)) {
    return value.length === 0 ? (
      <span className="sb-muted">(empty array)</span>
    ) : (
      <ul className="sb-plain-list">
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items of an array are told apart by their position only
          <li key={index}>{itemText(item, shape)}</li>
        ))}
      </ul>
    );
  }
  if (value === "") return <span className="sb-muted">(empty text)</span>;
  return <strong>{itemText(value, shape)}</strong>;
}

/** Shows what will be sent, old beside new, before anything changes on the server. */
export function DiffDialog({ properties, changes, isLoading, onConfirm, onClose }: DiffDialogProps) {
  const count = changes.length === 1 ? "1 property" : `${changes.length} properties`;
  return (
    <ModalDialog
      title={`Change ${count}?`}
      isWide
      onClose={onClose}
      footer={
        <>
          {isLoading ? <InlineLoading className="sb-dialog__progress" description="Sending" /> : null}
          <Button size="md" kind="secondary" onClick={onClose}>
            Back to the form
          </Button>
          <Button
            size="md"
            aria-disabled={isLoading}
            onClick={() => {
              if (!isLoading) onConfirm();
            }}
          >
            {`Change ${count}`}
          </Button>
        </>
      }
    >
      <PlainTable label="What changes" isWrapping>
        <thead>
          <tr>
            <th scope="col">Property</th>
            <th scope="col">Now</th>
            <th scope="col">Will be</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((given) => {
            const property = properties.find(({ name }) => name === given.name);
            const shape = { type: given.type, valueMap: property?.declaration?.valueMap };
            return (
              <tr key={given.name}>
                <th scope="row">{given.name}</th>
                <td>
                  <ValueView value={property?.value ?? null} shape={shape} />
                </td>
                <td>
                  <GivenView given={given} shape={shape} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </PlainTable>
    </ModalDialog>
  );
}
