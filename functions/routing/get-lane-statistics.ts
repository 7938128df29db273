import * as z from 'zod';
import { AskLaneStatistics, laneStatisticsView } from '#domain/workbench/lane-statistics-view.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { currentStatistics, readStatistics, statisticsVersions } from '#shared/lane-statistics-store.ts';

const VERSIONS = 20;

export const handler = api(z.undefined(), async ({ query, caller }) => {
  operatorsOnly(caller);
  const asked = AskLaneStatistics.parse(query);
  const [current, versions] = await Promise.all([currentStatistics(), statisticsVersions(VERSIONS)]);
  const version = asked.version ?? current?.version;
  const statistics = version === undefined ? null : await readStatistics(version);
  if (asked.version && !statistics)
    throw new Problem(
      404,
      'Not Found',
      `version ${asked.version} is not kept: ask without \`version\` for those that are`,
    );
  return { body: laneStatisticsView(statistics, asked, versions) };
});
