/** Number of items processed in parallel: more would only wait for each other. */
const AT_ONCE = 2;

/**
 * Processes a few items in parallel and passes on each result as soon as it is done, together with the nearest later result
 * that was passed on before it. Inserted in front of that one, the results have the order of the items.
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
