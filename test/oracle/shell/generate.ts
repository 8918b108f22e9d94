/**
 * Generated start scripts: the constructs that real ones are made of, on a handful of files and variables. They only
 * touch files in the folder in which they run, and only call programs that `real.ts` puts into their PATH.
 */

import fc from 'fast-check';

export interface GeneratedScript {
  readonly dialect: 'bash' | 'dash';
  readonly text: string;
  readonly args: readonly string[];
}

type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;

/** In every script, and in the environment of its shell. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  SIZE: '64mb',
  POINTS: '900 1',
  NONE: '',
  MODE: 'replica',
};
export const FILES: Readonly<Record<string, string>> = {
  'redis.conf': 'port 6379\n# comment\nsave 900 1\nappendonly no\nrequirepass PASSWORD\nmaxmemory ${SIZE}\n',
  'open.conf': 'dir /data\nmaxmemory-policy noeviction',
  'lib.sh':
    'LIB=loaded\nadd() { echo "$1 $2" >> work.conf; }\nis_yes() { case "$1" in yes|true) return 0 ;; *) return 1 ;; esac; }\n',
};

const NAMES = ['A', 'B', 'C', 'SIZE', 'POINTS', 'NONE', 'MODE', 'UNSET'] as const;
const TARGETS = ['work.conf', 'other.conf', 'redis.conf'] as const;
const LINES = [
  'maxmemory 1gb',
  'appendonly yes',
  'save 60 1',
  'save ""',
  'maxmemory-policy allkeys-lru',
  'port 0',
] as const;
const VALUES = ['yes', 'no', '', 'a b', '5', 'redis-0', '/data/redis.conf', 'x.y.z', '10'] as const;

export function scripts(): fc.Arbitrary<GeneratedScript> {
  return fc.gen().map((generate) => {
    const draw: Draw = (arbitrary) => generate(() => arbitrary);
    const dialect = draw(fc.constantFrom('bash' as const, 'dash' as const));
    const writer = new Writer(draw, dialect);
    const args = draw(fc.array(fc.constantFrom('--port', '7000', 'a b', ''), { maxLength: 3 }));
    return { dialect, text: writer.script(), args };
  });
}

class Writer {
  #depth = 0;
  #names = 0;

  constructor(
    readonly draw: Draw,
    readonly dialect: 'bash' | 'dash',
  ) {}

  script(): string {
    const head = this.pick([
      '',
      '',
      '',
      'set -e\n',
      'set -eu\nUNSET=\n',
      '. ./lib.sh\n',
      'set -- --save "" "$@"\n',
    ]);
    return `${head}${this.statements(3, 9)}${this.ending()}\n`;
  }

  pick<T>(options: readonly T[]): T {
    return this.draw(fc.constantFrom(...options));
  }

  statements(least: number, most: number): string {
    const count = this.draw(fc.integer({ min: least, max: most }));
    return Array.from({ length: count }, () => `${this.statement()}\n`).join('');
  }

  get bash(): boolean {
    return this.dialect === 'bash';
  }

  statement(): string {
    if (this.#depth > 3) return this.simple();
    this.#depth += 1;
    const makers: (() => string)[] = [
      ...Array.from({ length: 7 }, () => () => this.simple()),
      () => this.conditional(),
      () => this.conditional(),
      () => this.caseOf(),
      () => this.forLoop(),
      () => this.whileLoop(),
      () => this.list(),
      () => this.list(),
      () => this.group(),
      () => this.functionAndCall(),
      ...(this.bash ? [() => this.array(), () => this.bashOnly()] : []),
    ];
    const text = this.pick(makers)();
    this.#depth -= 1;
    return text;
  }

  simple(): string {
    const target = this.target();
    return this.pick<() => string>([
      () => `${this.pick(['A', 'B', 'C'])}=${this.word(true)}`,
      () => `${this.pick(['A', 'B', 'C'])}=${this.word(true)}`,
      () => `echo ${this.line()} ${this.operator()} ${target}`,
      () => `echo ${this.line()} ${this.operator()} ${target}`,
      () => `echo ${this.line()} ${this.operator()} ${target}`,
      () => `printf '%s\\n' ${this.word()} ${this.word()} >> ${target}`,
      () =>
        `printf '${this.pick(['%s %s\\n', 'save %d 1\\n', 'a%%\\t%s\\n'])}' ${this.pick(['5', '"$A"', '7 8'])} >> ${target}`,
      () => `cat ${this.operator()} ${target} <<EOF\n${this.pick(LINES)}\nmaxmemory $A\n\${B:-save 1 1}\nEOF`,
      () => `cat <<-'EOF' >> ${target}\n\t${this.pick(LINES)}\n\t\tbind $A\n\tEOF`,
      () =>
        `cp ${this.pick(['redis.conf', 'open.conf', target])} ${this.pick(['work.conf', 'other.conf', './copy.conf'])}`,
      () =>
        `cat ${this.pick(['redis.conf', 'open.conf', 'redis.conf open.conf'])} ${this.operator()} ${this.pick(['work.conf', 'other.conf'])}`,
      () => `mv ${target} moved.conf`,
      () => `rm -f ${target}`,
      () => `touch ${target}`,
      () => `mkdir -p sub && echo "${this.pick(LINES)}" >> sub/${this.pick(['x', 'y'])}.conf`,
      () => `cat sub/*.conf >> work.conf`,
      () => this.sed(target),
      () => this.sed(target),
      () =>
        `grep -v ${this.pick(['save', "'^#'", '-e port'])} redis.conf > ${this.pick(['work.conf', 'other.conf'])}`,
      () => `echo ${this.line()} | tee ${this.pick(['', '-a '])}${target} > /dev/null`,
      () =>
        `${this.pick(['head -n 2', 'tail -n 1', 'tr -d 0', 'tr a-z A-Z', 'cat'])} < redis.conf >> work.conf`,
      () => `envsubst ${this.pick(['', "'$SIZE'"])} < redis.conf > work.conf`,
      () => `export ${this.pick(['SIZE', 'A'])}=${this.word(true)}`,
      () => `A=$(${this.command()})`,
      () => `B="\`${this.command()}\`"`,
      () => `read A B < ${this.pick(['redis.conf', 'open.conf'])} || true`,
      () => `unset ${this.pick(['A', 'SIZE'])}; A=\${A-}; SIZE=\${SIZE-}`,
      () => `set -- ${this.word()} ${this.word()}`,
      () =>
        `shift ${this.pick(['', '1', '2 2>/dev/null || true'])} || true`.replace(
          '|| true || true',
          '|| true',
        ),
      () => `eval "A=\\$B"; eval "echo '${this.pick(LINES)}' >> ${target}"`,
      () => `A=$(hostname); B=$(date +%s%N)`,
      () => `cd . ; : > empty.conf`,
      () => `IFS=${this.pick([',', ':', '.'])}; set -- $A $B; IFS=' \t\n'`,
    ])();
  }

  target(): string {
    return this.pick([...TARGETS, 'work.conf', 'work.conf', '"$PWD/work.conf"', '${CONF:-work.conf}']);
  }

  operator(): string {
    return this.pick(['>', '>>', '>>', '>>']);
  }

  line(): string {
    const line = this.pick(LINES);
    return this.pick([
      `'${line}'`,
      line.includes('"') ? `'${line}'` : `"${line}"`,
      line.replaceAll('"', ''),
      `"maxmemory ${this.expansion()}"`,
      `save ${this.word()}`,
      `"$A" $B`,
      `"# $MODE"`,
      `-n "${line.replaceAll('"', '')}"`,
      `"a\\nb"`,
      '"$@"',
    ]);
  }

  /** @param alone as the value of an assignment, which is not split */
  word(alone = false): string {
    return this.pick([
      this.pick(VALUES.filter((value) => value !== '' && !value.includes(' '))),
      `"${this.pick(VALUES)}"`,
      `'${this.pick(VALUES)}'`,
      `"${this.expansion()}"`,
      alone ? `"${this.expansion()}"` : this.expansion(),
      `x${this.expansion()}y`,
      `"$1"`,
      `$((${this.arithmetic()}))`,
      alone ? `a"$C"'d'` : '*.none',
      `"$(${this.command()})"`,
    ]);
  }

  expansion(): string {
    const name = this.pick(NAMES);
    const value = this.pick(VALUES.filter((one) => !one.includes(' ')));
    return this.pick([
      `\${${name}-}`,
      `\${${name}:-${value}}`,
      `\${${name}-${value}}`,
      `\${${name}:+${value}}`,
      `\${${name}+${value}}`,
      `\${${this.pick(['A', 'B', 'C'])}:=${value}}`,
      `\${#${this.pick(['SIZE', 'POINTS', 'NONE'])}}`,
      `\${MODE%${this.pick(['a', '*l*', 'x', '?'])}}`,
      `\${POINTS%%${this.pick([' *', '0*', '[0-9]'])}}`,
      `\${SIZE#${this.pick(['6', '?', '*4'])}}`,
      `\${MODE##${this.pick(['*l', '*[aeiou]', 'x'])}}`,
      '$#',
      ...(this.bash
        ? [
            '${MODE^^}',
            '${MODE/l/L}',
            '${MODE//[ae]/_}',
            '${POINTS:0:3}',
            '${MODE: -3}',
            '${MODE^}',
            '${MODE/#re/RE}',
          ]
        : []),
    ]);
  }

  arithmetic(): string {
    return this.pick([
      '1 + 2',
      '7 / 2 * 3',
      '1 << 4',
      '(2 + 3) % 4',
      '-5 + 2',
      '3 > 2 && 1',
      '10 == 10 ? 4 : 5',
      '~0',
      '0x10 | 1',
      'N = 4',
    ]);
  }

  command(): string {
    return this.pick([
      'echo "$A" "$B"',
      'cat open.conf',
      'basename /data/redis.conf .conf',
      'dirname /data/redis.conf',
      'echo redis-3 | cut -d- -f2',
      "echo 'x  y'",
      'seq 1 3',
      'printf "%s-" 1 2',
      'expr 3 + 4',
      'pwd > /dev/null',
      'grep -c save redis.conf',
      'echo a; echo b',
      'head -n 1 redis.conf',
      'hostname',
      '[ -f redis.conf ] && echo there',
      'echo err >&2; echo out',
    ]);
  }

  condition(): string {
    const name = this.pick(NAMES);
    return this.pick([
      `[ -n "\${${name}-}" ]`,
      `[ -z "\${${name}-}" ]`,
      `[ "\${${name}-}" = ${this.pick(['yes', 'replica', '"a b"', '""'])} ]`,
      `[ "\${${name}-}" != no ]`,
      `test -f ${this.target()}`,
      `[ -f missing ]`,
      `[ ! -d sub ]`,
      `[ -s ${this.target()} ]`,
      `[ -e redis.conf -a -n "$MODE" ]`,
      `[ $# -gt ${this.pick(['0', '1', '2'])} ]`,
      `[ "$(hostname)" = nowhere ]`,
      `hostname | grep -q a`,
      `grep -q ${this.pick(['save', 'nothing', "'^port'"])} redis.conf`,
      'true',
      'false',
      '! false',
      '[ 1 -eq 2 ] || [ 3 -ge 3 ]',
      ...(this.bash
        ? [
            `[[ $MODE == rep* ]]`,
            `[[ -n $A && $MODE != master ]]`,
            `[[ "$SIZE" =~ ^[0-9]+mb$ ]]`,
            `(( 3 > \${#MODE} ))`,
            `[[ \${A-} = "$B" ]]`,
            '[[ -f redis.conf ]]',
          ]
        : []),
    ]);
  }

  body(): string {
    return this.statements(1, 2).replace(/\n$/, '');
  }

  conditional(): string {
    const otherwise = this.pick([
      '',
      `else\n${this.body()}\n`,
      `elif ${this.condition()}; then\n${this.body()}\nelse\n${this.body()}\n`,
    ]);
    const exits = this.pick(['', '', '', '', '\nexit 1']);
    return `if ${this.condition()}; then\n${this.body()}${exits}\n${otherwise}fi`;
  }

  caseOf(): string {
    const subject = this.pick(['"$MODE"', '$SIZE', '"${A-}"', '"$(hostname)"', '"$1"']);
    return `case ${subject} in\n  ${this.pick(['replica|slave', '6*', '""', 're?lica', '[a-q]*'])})\n${this.body()}\n;;\n  ${this.pick(['master', '*mb', 'yes'])}) ${this.simpleLine()} ;;\n${this.pick(['', `  *)\n${this.body()}\n;;\n`])}esac`;
  }

  simpleLine(): string {
    return `echo "${this.pick(LINES).replaceAll('"', "'")}" >> work.conf`;
  }

  forLoop(): string {
    const words = this.pick(['1 2 3', '$POINTS', '"$@"', 'a "b c"', '$(seq 1 2)', '*.conf', '$A']);
    const inner = this.pick([
      'echo "save $i 1" >> work.conf',
      `[ "$i" = 2 ] && ${this.pick(['break', 'continue'])}\necho "x $i" >> other.conf`,
      this.body(),
    ]);
    return `for i in ${words}; do\n${inner}\ndone`;
  }

  whileLoop(): string {
    return this.pick([
      `n=0\nwhile [ $n -lt 3 ]; do\n  n=$((n + 1))\n  echo "save $n 1" >> work.conf\ndone`,
      `while read -r key value; do\n  echo "$key=$value" >> other.conf\ndone < redis.conf`,
      `grep save redis.conf | while read -r line; do echo "$line" >> work.conf; done`,
      `until [ -f flag ]; do touch flag; ${this.simpleLine()}; done`,
      `n=0\nwhile ! hostname | grep -q a; do n=$((n + 1)); [ $n -gt 2 ] && break; ${this.simpleLine()}; done`,
    ]);
  }

  list(): string {
    return this.pick([
      `${this.condition()} && ${this.simpleLine()}`,
      `${this.condition()} || ${this.simpleLine()}`,
      `${this.condition()} && A=yes || A=no`,
      `${this.condition()} && { ${this.simpleLine()}; A=1; }`,
      `cp redis.conf work.conf && ${this.simpleLine()}`,
      `cp missing.conf work.conf 2>/dev/null || ${this.simpleLine()}`,
    ]);
  }

  group(): string {
    return this.pick([
      `{\n${this.simpleOutput()}\n${this.simpleOutput()}\n} ${this.operator()} ${this.target()}`,
      `(\nA=inner\n${this.simpleOutput()}\n) >> work.conf`,
      `{ ${this.simpleLine()}; echo log; } 2>&1 | cat > log`,
      `if ${this.condition()}; then\n${this.simpleOutput()}\nelse\n${this.simpleOutput()}\nfi >> work.conf`,
      `for i in 1 2; do echo "save $i 1"; done > other.conf`,
      `( cd sub 2>/dev/null && echo x > inside.conf ) || true`,
    ]);
  }

  simpleOutput(): string {
    return this.pick([
      `echo ${this.line()}`,
      'cat open.conf',
      `printf 'maxmemory %s\\n' "$SIZE"`,
      `[ -n "$MODE" ] && echo "# $MODE"`,
      'echo err >&2',
    ]);
  }

  functionAndCall(): string {
    this.#names += 1;
    const name = `f${this.#names}`;
    const local = this.pick(['', 'local A=inside B\n', 'local x="$1"\n']);
    const result = this.pick(['', 'return 0', 'return 1', `[ "$1" = yes ]`, 'echo "result $1"']);
    const call = this.pick([
      `${name} yes || true`,
      `if ${name} "$MODE"; then ${this.simpleLine()}; fi`,
      `A=$(${name} "$SIZE" || true)`,
      `${name} "$@" >> work.conf || :`,
      `${name} no && ${this.simpleLine()} || true`,
    ]);
    return `${name}() {\n${local}${this.body()}\n${result}\n}\n${call}`;
  }

  array(): string {
    return this.pick([
      `ARGS=(--port "$SIZE" $POINTS)\nARGS+=(--save "")`,
      `ARGS=("$@")\n${this.condition()} && ARGS+=(--appendonly yes)`,
      `ARGS=(a "b c")\nfor x in "\${ARGS[@]}"; do echo "$x" >> work.conf; done`,
      `ARGS=(1 2 3)\necho "\${ARGS[1]} \${#ARGS[@]} \${ARGS[*]}" >> work.conf`,
      `read -r -a PARTS <<< "$POINTS"\necho "\${PARTS[0]}" >> work.conf`,
    ]);
  }

  bashOnly(): string {
    return this.pick([
      `cat <<< "maxmemory $SIZE" >> work.conf`,
      `NAME=MODE; echo "\${!NAME}" >> work.conf`,
      `((N = 3, N++)); echo "$N" >> work.conf`,
      `for ((i = 0; i < 3; i++)); do echo "save $i 1" >> work.conf; done`,
      `echo {a,b}{1..2} >> work.conf`,
      `A+=more; echo "$A" >> work.conf`,
      `echo $'tab\\there' >> work.conf`,
      `function g { local A=1; echo "$A" >> work.conf; }; g`,
      `echo "$(< open.conf)" >> work.conf`,
      `printf -v A '%s-%s' 1 2; echo "$A" >> work.conf`,
      `source ./lib.sh; add dir "$LIB"; is_yes "$MODE" || A=no`,
      `echo a &> log; echo "$?" >> work.conf`,
      `declare A=declared; export B=exported; bash -c 'echo "\${A:-none} $B"' >> work.conf`,
    ]);
  }

  sed(target: string): string {
    const script = this.pick([
      's/PASSWORD/tulip/',
      's/no$/yes/g',
      '/^save/d',
      '/^#/d; s/port .*/port 0/',
      's#/data#/mnt/data#',
      '1d',
      '$a appendonly yes',
      '/appendonly/i # before',
      's/\\(port\\) \\([0-9]*\\)/\\1 1\\2/',
      's/^/ /',
      '/save/,$d',
      '2s/.*/# two/',
    ]);
    return this.pick([
      `sed -i '${script}' ${this.pick(['redis.conf', 'work.conf'])}`,
      `sed -i "s/PASSWORD/$SIZE/" redis.conf`,
      `sed -i "s/PASSWORD/$(hostname)/" redis.conf`,
      `sed -i 's/\${SIZE}/'"$SIZE"'/' redis.conf`,
      `sed -E 's/(save|port) ([0-9]+)/\\1 1\\2/' redis.conf > ${target}`,
      `sed '${script}' redis.conf >> ${target}`,
      `sed -n '/save/p' redis.conf >> work.conf`,
    ]);
  }

  ending(): string {
    return this.pick([
      'exec redis-server work.conf --port 1',
      'exec redis-server "$@"',
      'redis-server redis.conf $A',
      `exec redis-server ${this.word()} ${this.word()}`,
      'set -- redis-server work.conf "$@"\nexec "$@"',
      'CMD="redis-server work.conf"\nexec $CMD --save ""',
      'exec env B=1 redis-server other.conf',
      `if ${this.condition()}; then\n  exec redis-server work.conf --replicaof a 1\nelse\n  exec redis-server work.conf\nfi`,
      ...(this.bash ? ['exec redis-server "${ARGS[@]}"', 'exec redis-server work.conf "${ARGS[@]:1}"'] : []),
    ]);
  }
}
