import { type AmendingRow, amendOrders } from '#shared/amend-orders.ts';
import { stream } from '#shared/stream.ts';

export const handler = stream<AmendingRow>(amendOrders);
