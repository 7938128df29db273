import type { Machine, State } from './asl.ts';

/** A state with its name; those inside a Map beside the others. */
export type Place = { readonly name: string; readonly state: State };
export type Edge = {
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'rule' | 'default' | 'catch' | 'inside';
};

export const placesOf = ({ States }: Pick<Machine, 'States'>): Place[] =>
  Object.entries(States).flatMap(([name, state]) => [
    { name, state },
    ...(state.ItemProcessor ? placesOf(state.ItemProcessor) : []),
  ]);

/** All ways through a machine. What ends inside a Map goes on where the Map does. */
export const edgesOf = ({ States }: Pick<Machine, 'States'>, after?: string): Edge[] =>
  Object.entries(States).flatMap(([from, state]) => {
    const next = state.Next ?? (state.End ? after : undefined);
    return [
      ...(next ? [{ from, to: next, kind: 'next' as const }] : []),
      ...(state.Choices ?? []).map(({ Next }) => ({ from, to: Next, kind: 'rule' as const })),
      ...(state.Default ? [{ from, to: state.Default, kind: 'default' as const }] : []),
      ...(state.Catch ?? []).map(({ Next }) => ({ from, to: Next, kind: 'catch' as const })),
      ...(state.ItemProcessor
        ? [
            { from, to: state.ItemProcessor.StartAt, kind: 'inside' as const },
            ...edgesOf(state.ItemProcessor, state.Next),
          ]
        : []),
    ];
  });

/** Every state that can follow one of these. */
export const leadsTo = (edges: readonly Edge[], from: readonly string[]): Set<string> => {
  const reached = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const { to } of edges.filter((edge) => edge.from === name))
      if (!reached.has(to)) {
        reached.add(to);
        open.push(to);
      }
  return reached;
};
