/** Something that a pickle may name: a function that builds a value, a type. */
export class PickleGlobal {
  /**
   * @param name `torch._utils._rebuild_tensor_v2`
   * @param call what a call returns; without it the global cannot be called.
   */
  constructor(
    readonly name: string,
    readonly call?: (args: readonly unknown[]) => unknown,
  ) {}
}

/** A dict of Python, its items in the order in which the pickle set them. Of a key that repeats, the last one counts. */
export class PickleDict {
  readonly keys: unknown[] = [];
  readonly values: unknown[] = [];

  set(key: unknown, value: unknown): void {
    this.keys.push(key);
    this.values.push(value);
  }

  /** The value under a text; undefined when there is none. */
  get(key: string): unknown {
    const at = this.keys.lastIndexOf(key);
    return at < 0 ? undefined : this.values[at];
  }
}

/** A value that the pickle completes with a state after it was built. */
export abstract class PickleObject {
  abstract setState(state: unknown): void;
}

/**
 * An object of a type that is not on the list. Nothing of its class is looked up or called: this is only the data that
 * the pickle passes to it.
 */
export class PickleForeign extends PickleDict {
  /** Attributes, as the pickle sets them. */
  state: unknown = undefined;
  /** Items, where the type is a kind of list or set. */
  readonly items: unknown[] = [];

  /** @param type the name in the pickle: `argparse.Namespace`. */
  constructor(readonly type: string) {
    super();
  }
}
