/** What a row of the table says about a project. */

/** Groups of rows, in the order of the page. */
export const GROUPS = [
  'Package managers',
  'Runtimes',
  'Test runners',
  'Bundlers and frameworks',
  'Workers and pages without a bundler',
  'Browsers',
  'Stock backends, without `chooseBackend` or `useWasm`',
  'Templates and examples',
] as const;

/** The first line of projects that npm installs. Those with the same packages are installed once and copied by links. */
export const INSTALL = 'npm install --no-audit --no-fund TARBALL PEERS PACKAGES';

/** A page of a project and how it is served. */
export interface ProjectPage {
  /** Folder of static files, served with compression. */
  folder?: string;
  /** A server of the project that is started instead; `PORT` in it is replaced. */
  server?: string;
  /** Other servers on which the project relies: folders by the variable that stands for their origin in the files. */
  origins?: Record<string, string>;
  /** Path of the page. Default `/`. */
  path?: string;
  /** Whether the page is served with the headers that isolate it. Default false. */
  isolated?: boolean;
  /** Default chromium. */
  browser?: 'chromium' | 'firefox' | 'webkit';
  /** Whether Chromium offers WebGPU and WebGL by a driver in software. Default false. */
  gpu?: boolean;
  /** Whether WebKitGTK is told to expose SharedArrayBuffer; see `EngineOptions`. */
  sharedMemory?: boolean;
  /** Whether the response to the request is the result itself, as JSON. */
  isJson?: boolean;
}

/** A project that is made in an empty folder and run. */
export interface Project {
  /** Name on the command line: `vite-build`. */
  id: string;
  group: (typeof GROUPS)[number];
  /** Name in the table. */
  title: string;
  /** Packages beside the package, TensorFlow.js and its wasm backend; the first one's version is shown. */
  packages?: readonly string[];
  /** Contents by path. */
  files: Record<string, string>;
  /** Fields of package.json. */
  manifest?: object;
  /**
   * Shell lines, the first ones install. `TARBALL` is the packed package, `PEERS` what it asks for; the folders of
   * `tools` come first in the path. One of them prints the result unless there is a page.
   */
  run: readonly string[];
  /** Packages with programs that are installed once for all projects: package managers, runtimes. */
  tools?: readonly string[];
  /** The line that prints the version that the table shows. */
  version?: string;
  page?: ProjectPage;
  /** What cannot work, and where that is known upstream. */
  cannot?: {reason: string; upstream?: string};
}

/** A line of the table. */
export interface Row {
  id: string;
  works: boolean;
  version: string;
  threads?: number;
  /** Bytes that a page fetched before the first step. */
  bytes?: number;
  /** Commit of the package. */
  commit?: string;
  /** Why it does not work, or a remark. */
  note?: string;
}
