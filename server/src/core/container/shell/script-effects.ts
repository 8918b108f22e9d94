/**
 * What a command of a script does to configuration files, bounded (kubernetes.md A.5): copying, appending, writing,
 * here-documents. A command that changes a file in a way that is not read here leaves it unknown, never as it was.
 */

import type { Span } from '../../text/span';
import type { ContainerFiles, FilePart } from '../files';
import type { Command, Redirect } from './command';
import { printed, printedWord } from './printed';
import { isUnknown } from './script-programs';
import { editedFile, sedCall } from './script-sed';
import { known, type ScriptSource, settled, unknown } from './script-text';
import type { Word } from './shell';

export class Effects {
  constructor(
    readonly files: ContainerFiles,
    readonly source: ScriptSource,
  ) {}

  run(command: Command, input: Command | undefined): void {
    const words = command.words.filter((word, index) => index > 0 || !/^[A-Za-z_]\w*=/.test(word.value));
    const [program, ...args] = words;
    const name = program?.value.slice(program.value.lastIndexOf('/') + 1) ?? '';
    const operands = args.filter(({ value }) => !value.startsWith('-'));
    if (name === 'cd' && operands[0]?.certain) this.files.enter(operands[0].value);
    else if (name === 'cp' || name === 'mv' || name === 'install') this.#copy(operands);
    else if (name === 'tee') this.#tee(args, input, command);
    else if (name === 'sed' || name === 'perl' || name === 'awk') this.#edit(name, args, command);
    else if (name === 'rm') this.#remove(operands);
    const output = command.redirects.filter(({ operator }) => operator === '>' || operator === '>>');
    for (const redirect of output) this.#redirect(name, args, operands, redirect, command, input);
    if (output.length === 0 && program && isUnknown(name)) this.#touchAll(operands);
  }

  #copy(operands: readonly Word[]): void {
    const target = operands.at(-1);
    const sources = operands.slice(0, -1);
    if (!target) return;
    for (const from of sources) {
      const into = target.value.endsWith('/') || sources.length > 1 || this.files.isFolder(target.value);
      const path = into
        ? `${target.value}/${from.value.slice(from.value.lastIndexOf('/') + 1)}`
        : target.value;
      const content = this.files.read(from.value);
      if (content.kind === 'file' && from.certain) this.files.write(path, content.file);
      else this.files.write(path, unknown(this.source, from.span));
    }
  }

  #tee(args: readonly Word[], input: Command | undefined, command: Command): void {
    const append = args.some(({ value }) => value === '-a' || value === '--append');
    const body = command.redirects.find(({ operator }) => operator === '<<')?.body;
    const text = body ?? (input ? printed(input) : undefined);
    for (const { value, span } of args.filter((arg) => !arg.value.startsWith('-'))) {
      this.#put(value, text ? known(this.source, text) : unknown(this.source, span).parts, append);
    }
  }

  #remove(operands: readonly Word[]): void {
    for (const { value } of operands) {
      if (this.files.read(value).kind === 'file') this.files.write(value, { parts: [] });
    }
  }

  /** An edit in place that is not understood leaves a file of which nothing is certain any more. */
  #edit(name: string, args: readonly Word[], command: Command): void {
    const sed = name === 'sed' ? sedCall(args, this.source.map) : undefined;
    if (sed) {
      for (const { value } of sed.inPlace ? sed.files : []) {
        const content = this.files.read(value);
        if (content.kind === 'file') this.files.write(value, editedFile(content.file, sed.edit, sed.place));
      }
      return;
    }
    if (!args.some(({ value }) => /^-[a-zE]*i|^--in-place/.test(value))) return;
    const target = args.at(-1);
    if (target) this.#blur(target.value, command.words[0]?.span ?? target.span);
  }

  /** What `sed` prints of files. */
  #sedOutput(args: readonly Word[]): readonly FilePart[] | undefined {
    const sed = sedCall(args, this.source.map);
    if (!sed || sed.inPlace) return undefined;
    return sed.files.flatMap((file) => editedFile({ parts: this.#content(file) }, sed.edit, sed.place).parts);
  }

  /** What was known of a file may have been changed, and more may have been added. */
  #blur(path: string, by: Span): void {
    const before = this.files.read(path);
    const parts = before.kind === 'file' ? before.file.parts : [];
    this.files.write(path, { parts: settled([...parts, ...unknown(this.source, by).parts]) });
  }

  #redirect(
    name: string,
    args: readonly Word[],
    operands: readonly Word[],
    redirect: Redirect,
    command: Command,
    input: Command | undefined,
  ): void {
    const path = redirect.target.value;
    if (path.startsWith('/dev/')) return;
    const append = redirect.operator === '>>';
    const body = command.redirects.find(({ operator }) => operator === '<<')?.body;
    const from = command.redirects.find(({ operator }) => operator === '<')?.target;
    if (name === 'cat' && body) this.#put(path, known(this.source, body), append);
    else if (name === 'cat' && operands.length > 0 && !input)
      this.#put(
        path,
        operands.flatMap((file) => this.#content(file)),
        append,
      );
    else if (name === '' || name === ':' || name === 'true') this.#empty(path, append);
    else if (name === 'echo' || name === 'printf')
      this.#put(path, this.#printed(name, args, redirect), append);
    else if (name === 'sed' && !input)
      this.#put(path, this.#sedOutput(args) ?? unknown(this.source, redirect.target.span).parts, append);
    else if (name === 'envsubst' && from) this.#put(path, this.#content(from), append);
    else this.#put(path, unknown(this.source, redirect.target.span).parts, append);
  }

  /** Nothing but a redirection: the file is there, and empty unless it is added to. */
  #empty(path: string, append: boolean): void {
    if (!append) this.files.write(path, { parts: [] });
  }

  #printed(name: string, args: readonly Word[], redirect: Redirect): readonly FilePart[] {
    const word = printedWord(name, args);
    return word ? known(this.source, word) : unknown(this.source, redirect.target.span).parts;
  }

  #content({ value, span }: Word): readonly FilePart[] {
    const content = this.files.read(value);
    return content.kind === 'file' ? content.file.parts : unknown(this.source, span).parts;
  }

  #put(path: string, parts: readonly FilePart[], append: boolean): void {
    const before = append ? this.files.read(path) : undefined;
    const nothing = before === undefined || before.kind === 'absent';
    const known =
      before?.kind === 'file' ? before.file.parts : unknown(this.source, { start: 0, end: 0 }).parts;
    const earlier = nothing ? [] : known;
    this.files.write(path, { parts: settled([...earlier, ...parts]) });
  }

  /** A file that an unknown program was told about may have been changed by it, and others may have been made. */
  #touchAll(operands: readonly Word[]): void {
    this.files.hide();
    for (const { value, span } of operands) {
      if (this.files.read(value).kind === 'file') this.#blur(value, span);
    }
  }
}
