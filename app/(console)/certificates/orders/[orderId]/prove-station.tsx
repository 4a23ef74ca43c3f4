"use client";

import type { z } from "zod";
import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import type { Tone } from "@/app/_components/feedback/tone";
import { ChoiceField } from "@/app/_components/form/choice-field";
import { FormRow, FormShell } from "@/app/_components/form/form-shell";
import { NumberField } from "@/app/_components/form/number-field";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { testOrder } from "@/contracts/addresses/certificate-orders";
import type { OrderProof, proofResultSchema } from "@/contracts/certificate-order";
import type { FieldProblem } from "@/contracts/problem";
import { ActionNotice, formProblem } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";
import { StepProgress } from "./step-progress";

const isPort = (port: number) => Number.isInteger(port) && port >= 1 && port <= 65_535;

const results: Record<z.infer<typeof proofResultSchema>, { tone: Tone; text: string }> = {
  accepted: { tone: "ok", text: "The VMI accepted the certificate" },
  no_route: { tone: "fail", text: "There is no way to the VMI's network from here" },
  refused: { tone: "fail", text: "Nothing listens at this address and port" },
  timed_out: { tone: "fail", text: "Nothing answered in time" },
  tls_failed: { tone: "fail", text: "The connection could not be secured" },
  wrong_authority: { tone: "fail", text: "The VMI's own certificate does not lead to the received root" },
  name_mismatch: { tone: "warn", text: "The VMI's own certificate does not name this address" },
  client_certificate_refused: { tone: "fail", text: "The VMI refused the client certificate" },
};

const shownBy: Record<NonNullable<OrderProof["shownBy"]>, string> = {
  application_data: "data that the VMI sent after the handshake",
  quiet_second: "a quiet second after the handshake, without a refusal",
};

const nameFindings = new Map([
  [true, "names the address"],
  [false, "does not name the address"],
]);

function Proof({ proof }: { proof: OrderProof }) {
  const { tone, text } = results[proof.result];
  return (
    <Notice tone={tone} title={text}>
      <p>{proof.finding}</p>
      {proof.remedy === null ? null : <p>{proof.remedy}</p>}
      <Facts
        facts={[
          ["Address", <code key="address">{proof.address}</code>],
          ["Shown by", proof.shownBy === null ? null : shownBy[proof.shownBy]],
          ["Protocol", proof.protocol],
          ["The VMI's certificate", proof.isNameRight === null ? null : (nameFindings.get(proof.isNameRight) ?? null)],
          ["Tested", <RelativeTime key="at" at={proof.at} />],
        ]}
      />
    </Notice>
  );
}

interface TestValues {
  where: "reported" | "own";
  address: string;
  port: number | string | null;
}

function check(values: TestValues): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (values.where === "own" && values.address.trim() === "") {
    problems.push({ path: "address", message: "An address or host name is needed." });
  }
  if (values.port !== null && !isPort(Number(values.port))) {
    problems.push({ path: "port", message: "A port is a number from 1 to 65535." });
  }
  return problems;
}

/** A mutual TLS connection to the VMI, and what it showed. */
export function ProveStation() {
  const order = useOrder();
  const hasDevice = order.profile !== null;
  const form = useForm<TestValues>({
    defaultValues: { where: hasDevice ? "reported" : "own", address: "", port: null },
    resolver: problemResolver(check),
  });
  const where = useWatch({ control: form.control, name: "where" });
  const testing = useOrderAction(order.id, ({ where: place, address, port }: TestValues) =>
    callApi(testOrder, {
      params: { orderId: order.id },
      body: {
        version: order.version,
        ...(place === "own" ? { address: address.trim() } : {}),
        ...(typeof port === "number" ? { port } : {}),
      },
    }),
  );
  const obstacle = obstacleOf(order, "test");
  const isTesting = testing.isPending || order.step?.id === "test";
  return (
    <>
      <StepProgress of="test" />
      {order.proof === null || isTesting ? null : <Proof proof={order.proof} />}
      <p className="sb-muted">
        The console connects to the VMI with key and certificate, as whoever uses them will. A finished handshake is not
        enough: it waits for what shows that the VMI accepted the certificate.
      </p>
      {obstacle === null || isTesting || testing.error !== null ? (
        <>
          <ActionNotice error={testing.error} isInForm />
          <FormShell
            label="Test"
            form={form}
            onSubmit={(values) => testing.mutate(values)}
            isLoading={isTesting}
            error={formProblem(testing.error)}
            submitLabel={order.proof === null ? "Test the connection" : "Test again"}
            submitObstacle={isTesting ? null : obstacle}
            guardsUnsavedChanges={false}
          >
            {hasDevice ? (
              <ChoiceField
                control={form.control}
                name="where"
                label="Where the VMI is"
                choices={[
                  { value: "reported", label: "Where the device says", note: "The addresses found by looking at it." },
                  { value: "own", label: "At another address", note: "If the console reaches the VMI by another way." },
                ]}
              />
            ) : null}
            <FormRow>
              {where === "own" ? (
                <TextField
                  control={form.control}
                  name="address"
                  label="Address or host name of the VMI"
                  help="Not the BMC's: the VMI has its own."
                  maxLength={253}
                />
              ) : null}
              <NumberField control={form.control} name="port" label="Port" help="Empty: the usual one." isOptional />
            </FormRow>
          </FormShell>
        </>
      ) : (
        <p className="sb-muted">{obstacle}</p>
      )}
    </>
  );
}
