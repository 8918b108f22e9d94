/** Generated start scripts: they write the configuration of a server in the ways that real ones do, and start it. */

import fc from 'fast-check';
import { splitArguments } from '../../../server/src/core/directives/split-arguments';
import type { ServerVersion } from '../../../server/src/core/model/version';
import { lines, optionOf } from '../generate';

export interface Script {
  readonly steps: readonly Step[];
  readonly ending: Ending;
}

interface Step {
  /** @param target the file that is written; @param source one that is mounted */
  readonly text: (target: string, source: string) => string;
  readonly open: 'all' | readonly string[];
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

interface Ending {
  readonly text: (target: string) => string;
  readonly variables: Step['variables'];
}

export interface BoundScript {
  readonly text: string;
  readonly open: 'all' | ReadonlySet<string>;
  readonly variables: Step['variables'];
}

/** @param source a mounted file */
export function bindScript(
  { steps, ending }: Script,
  source: string,
  { target = '/fg/work/redis.conf', start = true } = {},
): BoundScript {
  const opens = steps.map(({ open }) => open);
  const text = [
    // A file without a line would not be there.
    `: > ${target}`,
    ...steps.map((step) => step.text(target, source)),
    ...(start ? [ending.text(target)] : []),
  ].join('\n');
  return {
    text: `${text}\n`,
    open: opens.includes('all') ? 'all' : new Set(opens.flat()),
    variables: [...steps.flatMap(({ variables }) => variables), ...(start ? ending.variables : [])],
  };
}

const NONE = { open: [], variables: [] } as const;
const QUIET = /^[\x20-\x7e]*$/;

export function scripts(version: ServerVersion): fc.Arbitrary<Script> {
  const line = lines(version, 1, true)
    .map((all) => all[0]?.replace(/\r$/, '') ?? '# nothing')
    .filter((text) => QUIET.test(text) && !/[$`\\{]/.test(text));
  const setting = fc.constantFrom('maxmemory', 'repl-backlog-size', 'auto-aof-rewrite-min-size');
  const amount = fc
    .tuple(fc.integer({ min: 1, max: 900 }), fc.constantFrom('mb', 'kb', 'gb', 'MB', ''))
    .map(([n, unit]) => `${n}${unit}`);
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(line, fc.constantFrom('>', '>>'), fc.nat(6)).map(echo) },
    { weight: 3, arbitrary: fc.tuple(fc.array(line, { maxLength: 3 }), fc.nat(3)).map(hereDocument) },
    { weight: 2, arbitrary: fc.constantFrom(...COPIES) },
    { weight: 2, arbitrary: fc.tuple(setting, amount, fc.nat(7)).map(variable) },
    { weight: 1, arbitrary: fc.tuple(line, fc.nat(5)).map(conditional) },
    { weight: 2, arbitrary: fc.tuple(line, line, fc.nat(5)).map(branches) },
    { weight: 2, arbitrary: fc.constantFrom(...HARMLESS) },
    { weight: 1, arbitrary: fc.constantFrom(...CHANGES) },
  );
  const options = fc
    .array(
      fc
        .constantFrom('save', 'maxmemory', 'appendonly', 'maxmemory-policy')
        .chain((name) => optionOf(version, name, true)),
      { maxLength: 2 },
    )
    .map((all) => all.flat())
    .filter((words) => words.every((word) => QUIET.test(word)));
  return fc.record({
    steps: fc.array(step, { maxLength: 5 }),
    ending: fc.tuple(options, fc.nat(7)).map(ending),
  });
}

const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const double = (text: string): string => `"${text.replace(/[\\"$`]/g, '\\$&')}"`;

function echo([line, operator, way]: [string, string, number]): Step {
  const write: ((target: string) => string)[] = [
    (target) => `echo ${double(line)} ${operator} ${target}`,
    (target) => `echo ${single(line)} ${operator} "${target}"`,
    (target) => `echo ${double(line)} ${operator}${target}`,
    (target) => `printf '%s\\n' ${single(line)} ${operator} ${target}`,
    (target) => `printf ${single(`${line.replaceAll('%', '%%')}\\n`)} ${operator} ${target}`,
    (target) => `echo ${single(line)} | tee ${operator === '>>' ? '-a ' : ''}${target} > /dev/null`,
    (target) => `{ echo ${single(line)}; } ${operator} ${target}`,
  ];
  return { ...NONE, text: write[way] ?? (() => ':') };
}

function hereDocument([body, way]: [string[], number]): Step {
  const text = (end: string) => [...body, end].join('\n');
  const tabs = [...body, 'EOF'].map((line) => `\t${line}`).join('\n');
  const write: ((target: string) => string)[] = [
    (target) => `cat <<EOF > ${target}\n${text('EOF')}`,
    (target) => `cat >> ${target} <<'END'\n${text('END')}`,
    (target) => `cat <<-EOF >> ${target}\n${tabs}`,
    (target) => `cat > ${target} << "EOF"\n${text('EOF')}`,
  ];
  return { ...NONE, text: write[way] ?? (() => ':') };
}

const COPIES: readonly Step[] = [
  { ...NONE, text: (target, source) => `cp ${source} ${target}` },
  { ...NONE, text: (target, source) => `cp -f "${source}" "${target}"` },
  { ...NONE, text: (target, source) => `cp ${source} ${target.slice(0, target.lastIndexOf('/'))}/` },
  { ...NONE, text: (target, source) => `cat ${source} >> ${target}` },
  { ...NONE, text: (target, source) => `cat ${source} > ${target}` },
  { ...NONE, text: (target, source) => `cp ${source} ${target}.new && mv ${target}.new ${target}` },
];

function variable([name, amount, way]: [string, string, number]): Step {
  const given = { open: [], variables: [{ name: 'AMOUNT', value: amount }] };
  const write: Step[] = [
    { ...NONE, text: (target) => `SIZE=${amount}\necho "${name} $SIZE" >> ${target}` },
    { ...NONE, text: (target) => `export SIZE="${amount}"\necho ${name} \${SIZE} >> ${target}` },
    { ...NONE, text: (target) => `LINE="${name} ${amount}"; echo $LINE >> ${target}` },
    { ...NONE, text: (target) => `FILE=${target}\necho "${name} ${amount}" >> "$FILE"` },
    { ...given, text: (target) => `echo "${name} $AMOUNT" >> ${target}` },
    { ...given, text: (target) => `echo "${name} $(AMOUNT)" >> ${target}` },
    { ...given, text: (target) => `printf '${name} %s\\n' "$AMOUNT" >> ${target}` },
    { ...given, text: (target) => `cat <<EOF >> ${target}\n${name} \${AMOUNT:-1mb}\nEOF` },
  ];
  return write[way] ?? { ...NONE, text: () => ':' };
}

/** What is written only sometimes; which of the branches runs here is left to the machine. */
function conditional([line, way]: [string, number]): Step {
  const open = [nameOf(line)];
  const write: ((target: string) => string)[] = [
    (target) => `if [ "$(hostname)" = redis-0 ]; then\n  echo ${single(line)} >> ${target}\nfi`,
    (target) => `[ -f /nowhere ] && echo ${single(line)} >> ${target}`,
    (target) => `test -d /tmp || echo ${single(line)} >> ${target}`,
    (target) => `prepare() {\n  echo ${single(line)} >> ${target}\n}`,
    (target) => `for n in 1 2; do echo ${single(line)} >> ${target}; done`,
    (target) => `case "$HOME" in\n  /root) echo ${single(line)} >> ${target} ;;\nesac`,
  ];
  return { open, variables: [], text: write[way] ?? (() => ':') };
}

const nameOf = (line: string): string =>
  line.trim() === '' ? '' : (splitArguments(line).tokens[0]?.value ?? '').toLowerCase();

/** One of two ways is gone; what both of them write is certain. */
function branches([one, other, way]: [string, string, number]): Step {
  const [first, second] = [single(one), single(other)];
  const write: ((target: string, source: string) => string)[] = [
    (target) => `if [ -d /tmp ]; then\n  echo ${first} >> ${target}\nelse\n  echo ${second} >> ${target}\nfi`,
    (target, source) =>
      `if [ "$(hostname)" = redis-0 ]; then\n  cp ${source} ${target}\nelse\n  cp ${source} ${target}\n  echo ${first} >> ${target}\nfi`,
    (target, source) =>
      `case "$HOME" in\n  /root)\n    cp ${source} ${target}\n    echo ${first} >> ${target}\n    ;;\n  *)\n    cat ${source} > ${target} ;;\nesac`,
    (target) =>
      `if [ -d /nowhere ]; then\n  echo ${first} >> ${target}\nelif [ -d /tmp ]; then\n  echo ${first} >> ${target}\nelse\n  echo ${first} >> ${target}\nfi`,
    (target, source) =>
      `if [ -d /tmp ]; then\n  if [ -d /nowhere ]; then echo ${first} >> ${target}; fi\n  cat ${source} >> ${target}\nelse\n  echo ${second} > ${target}\n  exit 1\nfi`,
    (target, source) =>
      `for n in 1 2 3; do test -n "$n" || echo ${first} >> ${target}; done; cat ${source} >> ${target}`,
  ];
  const same = way === 3;
  return {
    open: same ? [] : [nameOf(one), ...(way === 0 ? [nameOf(other)] : [])],
    variables: [],
    text: write[way] ?? (() => ':'),
  };
}

const HARMLESS: readonly Step[] = [
  { ...NONE, text: () => 'set -e' },
  { ...NONE, text: () => '# maxmemory 1mb > nowhere' },
  { ...NONE, text: () => 'mkdir -p /fg/work/deep; chmod 755 /fg/work/deep' },
  { ...NONE, text: () => 'echo "starting redis; save 1 1" # to the log' },
  { ...NONE, text: (target) => `ls -l ${target} >/dev/null 2>&1 || true` },
  { ...NONE, text: () => 'sleep 0 && :' },
  { ...NONE, text: (target) => `grep -c save ${target} > /dev/null || echo none` },
];

/** Changes that are not read: after them nothing is certain. */
const CHANGES: readonly Step[] = [
  { open: 'all', variables: [], text: (target) => `sed -i "s/yes/no/" ${target}` },
  { open: 'all', variables: [], text: (target) => `sed -i -e 's/mb$/kb/I' -e '/^save/d' ${target}` },
  {
    open: 'all',
    variables: [],
    text: (target, source) => `sed -E 's/([0-9]+)(k|m)b/1\\1\\2b/g' ${source} > ${target}`,
  },
  {
    open: 'all',
    variables: [],
    text: (target) => `if [ -d /tmp ]; then sed -i 's#no#yes#; s/^appendonly .*//' ${target}; fi`,
  },
  { open: 'all', variables: [], text: (target, source) => `sed 's/mb/kb/' ${source} > ${target}` },
  { open: 'all', variables: [], text: (target) => `sed -e 's/^save.*//' -i ${target}` },
  {
    open: 'all',
    variables: [],
    text: (target) => `grep -v save ${target} > ${target}.new; mv ${target}.new ${target}`,
  },
  { open: 'all', variables: [], text: (target, source) => `tr a-z a-z < ${source} >> ${target}` },
  { open: 'all', variables: [], text: (target) => `rm ${target}; echo 'maxmemory 2mb' >> ${target}` },
];

function ending([options, way]: [string[], number]): Ending {
  const quoted = options.map(single).join(' ');
  const bare = options.map((word) => (/^[\w.%-]+$/.test(word) ? word : double(word))).join(' ');
  const flags = options.every((word) => /^[\w.%-]+$/.test(word)) ? options.join(' ') : '--maxmemory 3mb';
  const given = [{ name: 'FLAGS', value: flags }];
  const write: Ending[] = [
    { variables: [], text: (target) => `exec redis-server ${target} ${quoted}` },
    { variables: [], text: (target) => `redis-server ${target} ${bare}` },
    { variables: [], text: (target) => `exec redis-server \\\n  ${target} \\\n  ${bare}` },
    { variables: [], text: (target) => `exec docker-entrypoint.sh redis-server "${target}" ${bare}` },
    { variables: given, text: (target) => `exec redis-server ${target} $FLAGS` },
    { variables: [], text: (target) => `OPTIONS="${target} ${flags}"\nexec redis-server $OPTIONS` },
    { variables: [], text: () => `exec redis-server ${quoted}` },
    { variables: [], text: (target) => `if true; then\n  exec redis-server ${target} ${bare}\nfi` },
  ];
  return write[way] ?? { variables: [], text: (target) => `exec redis-server ${target}` };
}
