/** The line of FEATURES.md on an engine, computed from a run of the suite in it. */
import {CASES} from './cases/index';
import type {EngineRow} from './engine-rows';
import type {BackendReport, ConformanceResult} from './run-conformance';
import {faultOf, nameOf} from './verdict';

export function engineRow({cases, report}: ConformanceResult, engine: string): EngineRow {
  const wrong = CASES.filter(test => faultOf(test, cases[nameOf(test)]) !== undefined).map(nameOf);
  return {
    engine,
    threads: report?.threads,
    kernels: report?.kernels,
    right: CASES.length - wrong.length,
    cases: CASES.length,
    wrong,
  };
}

/** What the wasm backend has to report in an engine with these abilities when two threads are asked for. */
export function dueReport({sharedMemory, isolated, relaxedSimd}: BackendReport): {
  threads: number;
  kernels: string;
  /** Words in the reason for one thread. */
  because: string;
} {
  const kernels = relaxedSimd ? 'relaxed' : 'plain';
  return sharedMemory && isolated
    ? {threads: 2, kernels, because: ''}
    : {threads: 1, kernels, because: isolated ? 'no SharedArrayBuffer' : 'not cross-origin isolated'};
}
