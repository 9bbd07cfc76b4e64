/**
 * Counts a program's objects on graphics devices by the calls that create and destroy them, so that it also finds objects
 * that TensorFlow.js does not count. Works in pages and, with Dawn, in Node.
 */

/** Class and method that create an object, class and method that destroy it. */
const LIVES = [
  ['GPUDevice', 'createBuffer', 'GPUBuffer', 'destroy'],
  ['GPUDevice', 'createTexture', 'GPUTexture', 'destroy'],
  ['WebGL2RenderingContext', 'createTexture', 'WebGL2RenderingContext', 'deleteTexture'],
  ['WebGL2RenderingContext', 'createBuffer', 'WebGL2RenderingContext', 'deleteBuffer'],
] as const;

type Method = (this: object, ...args: unknown[]) => unknown;

export interface GpuObjects {
  /** Objects created since counting began and not destroyed, by the `Class.method` that creates them. */
  counts: () => Record<string, number>;
  /** Restores the methods. */
  stop: () => void;
}

export function watchGpuObjects(): GpuObjects {
  const counts: Record<string, number> = {};
  const undo: (() => void)[] = [];
  const replace = (owner: object, method: string, make: (original: Method) => Method): void => {
    const methods = owner as Record<string, Method>;
    const original = methods[method]!;
    methods[method] = make(original);
    undo.unshift(() => {
      methods[method] = original;
    });
  };
  for (const [maker, make, owner, destroy] of LIVES) {
    const prototypes = globalThis as unknown as Record<string, {prototype: object} | undefined>;
    const [making, destroying] = [prototypes[maker]?.prototype, prototypes[owner]?.prototype];
    if (making === undefined || destroying === undefined) {
      continue;
    }
    const name = `${maker}.${make}`;
    const live = new WeakSet<object>();
    counts[name] = 0;
    replace(
      making,
      make,
      original =>
        function (this: object, ...args) {
          const made = original.apply(this, args) as object;
          live.add(made);
          counts[name]!++;
          return made;
        },
    );
    replace(
      destroying,
      destroy,
      original =>
        function (this: object, ...args) {
          // WebGL passes the object to a delete method; in WebGPU the object has the method.
          if (live.delete(args[0] ?? this)) {
            counts[name]!--;
          }
          return original.apply(this, args);
        },
    );
  }
  return {
    counts: () => ({...counts}),
    stop: () => {
      undo.forEach(put => {
        put();
      });
    },
  };
}
