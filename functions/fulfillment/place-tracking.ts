import { askForWaybill } from '#shared/ask-for-tracking.ts';
import { waybillOfPointer } from '#shared/order-keys.ts';
import { placeTracking } from '#shared/place-tracking.ts';
import { stream } from '#shared/stream.ts';

export const handler = stream<{ readonly pk: string }>(async (rows) => {
  for (const { pk } of rows) {
    const waybill = waybillOfPointer(pk);
    await placeTracking(waybill);
    await askForWaybill(waybill);
  }
});
