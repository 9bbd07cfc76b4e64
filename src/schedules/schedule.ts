/**
 * A learning rate for every step, counted from 0. A pure function: asked twice for the same step it gives the same
 * number, so that a resumed run needs no more than its step.
 */
export type Schedule = (step: number) => number;
