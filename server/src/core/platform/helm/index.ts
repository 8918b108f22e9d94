/** Helm: releases of charts, values files, and charts whose templates lie in the project. */

export { isValuesName } from './read/recognise';
export { ReleaseReader } from './reader';
export { ChartTemplates } from './templates';
