/** Items worked on at a time: more would only wait for each other. */
const AT_ONCE = 2;

/**
 * Works on some items at a time and hands over each result as soon as it is there, with the nearest later one that was
 * handed over before it: put in front of that one, the results stand in the order of the items, whoever was faster.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result | undefined>,
  hand: (result: Result | undefined, later: Result | undefined) => void,
): Promise<void> {
  const results: (Result | undefined)[] = items.map(() => undefined);
  const queue = [...items.entries()];
  const one = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      const result = await work(item);
      hand(
        result,
        results.slice(index + 1).find(other => other !== undefined),
      );
      results[index] = result;
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, one));
}
