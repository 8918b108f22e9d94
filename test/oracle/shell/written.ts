/** Scripts in the manner of those that charts and images start their servers with. */

type Dialect = 'bash' | 'dash';

interface WrittenScript {
  readonly dialects: readonly Dialect[];
  readonly text: string;
  readonly args?: readonly string[];
  /** A server; that is so where it is left out. */
  readonly starts?: boolean;
}

const BOTH: readonly Dialect[] = ['bash', 'dash'];
const BASH: readonly Dialect[] = ['bash'];

/** `known`: nothing may stay unknown. */
export const WRITTEN: [string, WrittenScript, 'known' | 'partly'][] = [
  [
    'a guard whose variable is empty',
    {
      dialects: BOTH,
      text: `if [ -n "$NONE" ]; then echo "masterauth $NONE" >> redis.conf; fi
[ -z "$NONE" ] || echo "requirepass $NONE" >> redis.conf
exec redis-server redis.conf`,
    },
    'known',
  ],
  [
    'a group with one redirection, and files that are added where they are there',
    {
      dialects: BOTH,
      text: `CONFIG=\${CONFIG_PATH:-conf.d/valkey.conf}
mkdir -p "$(dirname "$CONFIG")"
rm -f "$CONFIG"
{
  echo "port 6379"
  echo "bind * -::*"
} >>"$CONFIG"
if [ -f redis.conf ]; then cat redis.conf >>"$CONFIG"; fi
if [ -d extra ]; then cat extra/* >>"$CONFIG"; fi
exec redis-server "$CONFIG" "$@"`,
      args: ['--save', ''],
    },
    'known',
  ],
  [
    'arguments in an array, by what the role is',
    {
      dialects: BASH,
      text: `is_boolean_yes() { case "\${1,,}" in 1|yes|true) return 0 ;; *) return 1 ;; esac; }
[[ -f $PASSWORD_FILE ]] && export PASSWORD="$(< "\${PASSWORD_FILE}")"
ARGS=("--port" "\${PORT:-6379}")
if [[ "$MODE" = "slave" ]] || [[ "$MODE" = "replica" ]]; then
  ARGS+=("--replicaof" "primary" "6379")
fi
is_boolean_yes "Yes" && ARGS+=("--protected-mode" "no")
ARGS+=("--include" "$PWD/redis.conf")
exec redis-server "\${ARGS[@]}"`,
    },
    'known',
  ],
  [
    'a replica or a primary, by the number of the pod',
    {
      dialects: BOTH,
      text: `INDEX="\${POD##*-}"
copy_config() { cp redis.conf work.conf; sed -i "s/PASSWORD/$SIZE/" work.conf; }
update() {
  echo "slaveof \${1} 6379" >> work.conf
  echo "slave-announce-ip \${1}" >> work.conf
}
copy_config
POD=redis-0
INDEX="\${POD##*-}"
if [ "\${INDEX}" = "0" ]; then
  update primary
  sed -i "s/^.*slaveof.*//" work.conf
else
  update other
fi
redis-server work.conf`,
    },
    'known',
  ],
  [
    'the entry point of the official image',
    {
      dialects: BOTH,
      text: `set -e
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
	set -- redis-server "$@"
fi
exec "$@"`,
      args: ['redis.conf', '--save', '60 1'],
    },
    'known',
  ],
  [
    'here-strings, arithmetic and substitutions that leave lines alone',
    {
      dialects: BASH,
      text: `BITS=$((1 << 4))
read -r first second <<< "$POINTS"
cat > work.conf <<< "save $first $second"
envsubst < redis.conf >> work.conf
sed -i 's/\${SIZE}/'"$SIZE"'/g; /^#/d' work.conf
printf 'databases %d\\n' "$BITS" | tee -a work.conf > /dev/null
exec redis-server work.conf`,
    },
    'known',
  ],
  [
    'a substitution with a value that only the machine knows',
    {
      dialects: BOTH,
      text: `cp redis.conf work.conf
sed -i "s/PASSWORD/$(hostname)/g" work.conf
exec redis-server work.conf`,
    },
    'partly',
  ],
  [
    'a wait for another server, and a set -e that ends the script',
    {
      dialects: BOTH,
      text: `set -eu
n=0
until [ $n -ge 3 ]; do n=$((n + 1)); done
for loop in $(seq 1 3); do
  [ "$loop" = 2 ] && break
  echo "Waiting ($loop)"
done
cat > work.conf <<-EOF
	maxmemory \${SIZE:?}
	save \${POINTS}
	EOF
exec redis-server work.conf`,
    },
    'known',
  ],
  [
    'a mistake under set -e',
    { dialects: BOTH, text: 'set -e\ncp missing.conf work.conf\nexec redis-server work.conf', starts: false },
    'known',
  ],
  [
    'a last line without its line break',
    {
      dialects: BOTH,
      text: 'cp open.conf work.conf\necho "appendonly yes" >> work.conf\nexec redis-server work.conf',
    },
    'known',
  ],
  [
    'functions of another file, and a script that a script writes',
    {
      dialects: BOTH,
      text: `. ./lib.sh
add save "60 1"
is_yes yes && add appendonly yes
cat > start.sh <<'EOF'
#!/bin/sh
echo "dir $1" >> work.conf
EOF
sh start.sh /data
(cd . && echo "port 0" >> work.conf)
exec redis-server work.conf`,
    },
    'known',
  ],
  [
    'output of several commands in one file, errors elsewhere',
    {
      dialects: BOTH,
      text: `log() { echo "$(date) $1" | tee -a init.log >&2; }
log start
exec 3> work.conf
echo "port 1" >&3
{ echo "save 1 1"; log inside; echo oops >&2; } >> work.conf 2> errors
case "$MODE" in master) echo "# master" ;; re*) echo "# replica" ;; esac >> work.conf
exec redis-server work.conf`,
    },
    'partly',
  ],
];
