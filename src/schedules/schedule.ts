/**
 * A learning rate for every step, counted from 0. A pure function: it returns the same number each time for the same
 * step, so that a resumed run needs no more than its step.
 */
export type Schedule = (step: number) => number;
