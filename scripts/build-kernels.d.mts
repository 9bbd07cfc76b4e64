/** The C files and their headers, in the order of their names. */
export function kernelSources(): string[];
/** SHA-256 over names and contents of the sources and over the flags. */
export function hashKernelSources(): string;
/** The ids of the sections of a module. */
export function sectionsOf(bytes: Uint8Array): number[];
