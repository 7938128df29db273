import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { networkCsvOf } from '../../domain/routing/write-network-csv.ts';
import { demoNetwork } from '../demo-network.ts';

export const networkCommand = (): Command =>
  new Command('network')
    .description('Writes the demonstration network as the CSV directory that `plan --network` reads.')
    .requiredOption('--out <directory>', 'where to write; made if it is missing, its network files are replaced')
    .action(({ out }: { out: string }) => {
      const { stock, ...network } = demoNetwork();
      const texts = networkCsvOf(network, stock);
      mkdirSync(out, { recursive: true });
      for (const [file, text] of Object.entries(texts)) writeFileSync(join(out, file), text);
      process.stderr.write(
        `${out}: ${network.regions.length} regions, ${network.nodes.length} nodes, ${network.lanes.length} lanes, ${network.skus.length} SKUs, ${stock.length} stock levels\n`,
      );
    });
