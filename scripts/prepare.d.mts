/** Folder of this package. */
export declare const ROOT: string;
/** Installs the packages when they are not there, or older than the list of them. */
export declare function ensureInstalled(): void;
/** Builds the library when its output is missing, or older than a source. */
export declare function ensureBuilt(): void;
/** Runs Node with these arguments; gives its exit code. */
export declare function runNode(args: readonly string[]): Promise<number>;
