/** Configuration texts that exist only in a test, as the readers of the core see them. */

import {
  type ConfigLine,
  type ConfigText,
  type DirectiveLine,
  readConfigText,
} from '../../server/src/core/directives/config-text';
import { parseVersion, type ServerVersion } from '../../server/src/core/model/version';
import { SourceMap } from '../../server/src/core/text/source-map';
import { FOLDER } from './lint-text';

/** The text as a file of the test folder. */
export const configOf = (text: string, name = 'redis.conf'): ConfigText =>
  readConfigText(text, SourceMap.identity(`${FOLDER}/${name}`, text.length));

export const directivesOf = (config: ConfigText): DirectiveLine[] =>
  config.lines.filter((line: ConfigLine): line is DirectiveLine => line.kind === 'directive');

/** @throws Error for a text that is no version, so that a test cannot pass by a typing error */
export function versionOf(text: string): ServerVersion {
  const version = parseVersion(text);
  if (!version) throw new Error(`not a version: ${text}`);
  return version;
}
