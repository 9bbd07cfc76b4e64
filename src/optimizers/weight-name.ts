/**
 * The name of a weight without the number that tfjs appends to make variable names unique in a process.
 *
 * tfjs-layers calls the kernel of layer "conv1" `conv1/kernel`, and in the second model of the same process
 * `conv1/kernel_1`. The number stands at the end of the whole name: a layer that is itself called `conv_1` keeps its
 * name (`conv_1/kernel`).
 *
 * Pitfall: a weight whose own name ends in a number (`cell/state_2`) looks like a numbered one; to look up a name, try
 * the full name first, then this one.
 *
 * @example
 * stripUniqueSuffix('conv_1/kernel_12'); // 'conv_1/kernel'
 */
export function stripUniqueSuffix(variableName: string): string {
  return variableName.replace(/_\d+$/, '');
}
