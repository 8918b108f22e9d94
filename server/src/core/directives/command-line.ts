/**
 * `redis-server /path --save 60 1 --appendonly yes`: the arguments become lines that are read after the file
 * (`main()`, server.c 7.0.15; the rules for `--` changed in 7.0.1, PR #10660 and #10866).
 */

import { hasRedis, type ServerVersion } from '../model/version';
import { type Segment, SourceMap } from '../text/source-map';
import { advance, type FileId, type Place } from '../text/span';
import { type ConfigText, readConfigText } from './config-text';
import { splitArguments } from './split-arguments';

/** One argument after argv[0], with where it is written. */
export interface Argument {
  readonly value: string;
  /** The whole word, with its quotes. */
  readonly place: Place;
  /** Where the characters of the value stand one for one; not so for folded or escaped YAML scalars. */
  readonly exact: Place | undefined;
}

export interface CommandLine {
  /** The configuration file, if the first argument names one. */
  readonly configFile?: Argument;
  /** A lone `-` as first or last argument: more configuration comes from standard input (6.2 and later). */
  readonly stdin: boolean;
  /** The options as configuration lines. */
  readonly options: ConfigText;
  /** No argument at all. */
  readonly bare: boolean;
}

/** Reads the arguments of a server (without the program name). */
export function readCommandLine(
  args: readonly Argument[],
  version: ServerVersion,
  file: FileId,
): CommandLine {
  const [first] = args;
  const configFile = first && !first.value.startsWith('-') ? first : undefined;
  const rest = configFile ? args.slice(1) : args;
  const writer = new OptionWriter(version, file);
  let stdin = false;
  for (const [index, arg] of rest.entries()) {
    const edge = (index === 0 && !configFile) || index === rest.length - 1;
    if (arg.value === '-' && edge && hasRedis(version, 6, 2)) stdin = true;
    else writer.add(arg, rest[index + 1]);
  }
  const options = writer.finish();
  return { ...(configFile ? { configFile } : {}), stdin, options, bare: args.length === 0 };
}

/** Joins options into the text that the server builds from them, keeping track of where each piece is written. */
class OptionWriter {
  readonly #version: ServerVersion;
  readonly #file: FileId;
  readonly #segments: Segment[] = [];
  #text = '';
  /** Since 7.0.1 a `--word` directly after an option without a value is that value. */
  #optionComplete = true;

  constructor(version: ServerVersion, file: FileId) {
    this.#version = version;
    this.#file = file;
  }

  add(arg: Argument, next: Argument | undefined): void {
    const takesValues = hasRedis(this.#version, 7, 0, 1);
    if (arg.value.startsWith('--') && (this.#optionComplete || !takesValues))
      this.#addOption(arg, next, takesValues);
    else this.#addValue(arg);
  }

  finish(): ConfigText {
    return readConfigText(this.#text, SourceMap.of(this.#file, this.#segments));
  }

  #addOption(arg: Argument, next: Argument | undefined, takesValues: boolean): void {
    if (this.#text !== '') this.#text += '\n';
    this.#appendName(arg);
    this.#text += ' ';
    const alone = splitArguments(arg.value).tokens.length === 1;
    this.#optionComplete = !alone;
    if (!takesValues || !alone) return;
    const endsHere = next === undefined || next.value.startsWith('--');
    if (arg.value.toLowerCase() === '--save' && endsHere) {
      this.#append('""', arg.place, false);
      this.#optionComplete = true;
    }
    if (arg.value.toLowerCase() === '--sentinel' && endsHere) this.#optionComplete = true;
  }

  /** An option alone stands for its whole word; one with its value in the same word is mapped into it. */
  #appendName({ value, place, exact }: Argument): void {
    const name = value.slice(2);
    if (!exact || !/\s/.test(name)) this.#append(name, place, false);
    else
      this.#append(
        name,
        { file: exact.file, span: { start: advance(exact.span.start, 2), end: exact.span.end } },
        true,
      );
  }

  #addValue({ value, place, exact }: Argument): void {
    const raw = leavesQuotes(this.#version);
    const plain = /^[\x20-\x7e]*$/.test(value) && (raw || !/["\\]/.test(value));
    this.#append('"', place, false);
    if (plain && exact) this.#append(value, exact, true);
    else this.#append(raw ? value : represent(value), place, false);
    this.#append('"', place, false);
    this.#text += ' ';
    this.#optionComplete = true;
  }

  #append(text: string, { file, span }: Place, exact: boolean): void {
    if (text === '') return;
    const decoded = { start: this.#text.length, end: this.#text.length + text.length };
    this.#segments.push({ decoded, source: span, exact, ...(file === this.#file ? {} : { file }) });
    this.#text += text;
  }
}

/**
 * Valkey 8.1.1 puts a value between quotes and does not escape the quotes in it, so that `--save` followed by the two
 * characters `""` ends with "Unbalanced quotes" (measured; 8.0 and 9.1.2 escape them, later patches of 8.1 were not tried).
 */
const leavesQuotes = ({ product, major, minor, patch }: ServerVersion): boolean =>
  product === 'valkey' && major === 8 && minor === 1 && patch <= 1;

/** The inside of `sdscatrepr`, as far as it matters when the text is split again. */
function represent(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
}
