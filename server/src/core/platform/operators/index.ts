/** Custom resources of operators, and the servers that each operator makes of them. */

export { operatorInstances } from './instances';
