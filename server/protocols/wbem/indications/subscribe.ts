/** From what a server sends to the notifications of its profile (reference, section 13.2). */
import type { InboundRequest, InboundResponse, SubscribeHandlers } from "../../kind";
import { IndicationSequence, toNotification } from "./notification";
import { IndicationReceiver } from "./receive";

/** Answers what a server sends, and hands each indication over once; a hole in the numbers is a loss. */
export function indicationReceiver(handlers: SubscribeHandlers): (request: InboundRequest) => InboundResponse {
  const sequence = new IndicationSequence();
  const receiver = new IndicationReceiver((indication) => {
    const { isRepeated, lost } = sequence.judge(indication);
    if (isRepeated) return;
    if (lost > 0) handlers.onLoss(`${lost} indications were not delivered, by their sequence numbers.`);
    handlers.onNotification(toNotification(indication));
  });
  return (request) => receiver.answer(request);
}
