interface Figure {
  min: number;
  median: number;
  good: boolean;
}
interface Measurement {
  id: string;
  title: string;
  figures: Partial<Record<string, Figure>>;
}
interface Results {
  date: string;
  machine: {processor: string; processors: number; node: string};
  versions: Record<string, string | undefined>;
  good: boolean;
  measurements: Measurement[];
  bounds: {title: string; ratio: number; ratioOfMinima: number; most: number}[];
  scaling: (Omit<Measurement, 'title'> & {axis: string; value: number; work: string})[];
}
/** Writes performance.md and its charts into a folder, and replaces what was between the marks. */
export function writePerformance(results: Results, folder: string): void;
/** Tables of all figures. */
export function performanceMarkdown(results: Results): string;
