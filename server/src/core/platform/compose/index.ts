/** Compose files: stacks of base, override, variant and included files. */

export { ComposeReader } from './reader';
