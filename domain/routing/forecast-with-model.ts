import type { ArrivalForecast, Delivery } from './delivery.ts';
import { groupDeliveries } from './delivery-groups.ts';
import { featureCount } from './lane-features.ts';
import { beginDelivery, foretell } from './lane-knowledge.ts';
import type { LaneModelFile } from './lane-model-file.ts';
import { knowledgeFrom } from './lane-snapshot.ts';

/**
 * Forecasts with a kept model, without fitting anything anew.
 * @param asked with `extras` in the order of the model's columns; empty where a column is missing
 */
export const forecastWithModel = (file: LaneModelFile, asked: readonly Delivery[]): ArrivalForecast[] => {
  const { knowledge, book } = knowledgeFrom(file);
  const grouped = groupDeliveries(asked, file.columns.length, book);
  const values = new Float32Array(featureCount(grouped));
  return asked.map((delivery, row) =>
    foretell(
      knowledge,
      grouped,
      row,
      delivery.promisedAtMs !== null,
      beginDelivery(knowledge, grouped, row, delivery, values),
    ),
  );
};
