/** More choices than a person reads. */
const MAX_PLANS = 8;

type Point = { readonly cost: number; readonly risk: number };

/** Thins a frontier (cheapest first): the cheapest and the safest stay; dropped is, one by one, what adds least area between cost and success. */
export const thinned = <Kind extends Point>(frontier: readonly Kind[]): Kind[] => {
  const kept = [...frontier];
  const gain = (index: number): number => {
    const [before, at, after] = [kept[index - 1], kept[index], kept[index + 1]];
    if (!before || !at || !after) return Number.POSITIVE_INFINITY;
    return (after.cost - at.cost) * (Math.exp(-at.risk) - Math.exp(-before.risk));
  };
  while (kept.length > MAX_PLANS) {
    let least = 1;
    for (let index = 2; index < kept.length - 1; index += 1) if (gain(index) < gain(least)) least = index;
    kept.splice(least, 1);
  }
  return kept;
};
