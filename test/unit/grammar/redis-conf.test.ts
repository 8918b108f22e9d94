import { beforeAll, describe, it } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { expectScopes, redisConf } from './tokenize';

let grammar: IGrammar;

beforeAll(async () => {
  grammar = await redisConf();
});

const scopes = (marked: string): void => expectScopes(grammar, marked);

describe('comments', () => {
  it('start only with a # that is the first character that is not blank', () => {
    scopes(`
# a note
^ comment.line punctuation.definition.comment
 ^^^^^^^ comment.line
   # indented
^^^ -comment
   ^^^^^^^^^^ comment.line
maxmemory 2gb # no note
              ^^^^^^^^^ -comment
              ^ string.unquoted
requirepass #hash
            ^^^^^ string.unquoted -comment
requirepass a#b
            ^^^ string.unquoted -comment
`);
  });

  it('keep quotes and directives to themselves', () => {
    scopes(`
# "it's
  ^^^^^ comment -string -invalid
# maxmemory 2gb
  ^^^^^^^^^^^^^ comment -keyword -constant
`);
  });
});

describe('section banners', () => {
  it('show their title as a heading', () => {
    scopes(`
################################## NETWORK #####################################
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ comment punctuation.definition.heading
                                   ^^^^^^^ comment markup.heading
                                           ^^^^^ comment punctuation.definition.heading -markup
################################ SNAPSHOTTING  ################################
                                 ^^^^^^^^^^^^ markup.heading
                                             ^^ -markup.heading
########################## CLUSTER DOCKER/NAT support  ########################
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^ markup.heading
#### MEMORY
     ^^^^^^ markup.heading
`);
  });

  it('need four # and a title', () => {
    scopes(`
### WARNING! This is old.
^^^^^^^^^^^^^^^^^^^^^^^^^ comment -markup
#########################
^^^^^^^^^^^^^^^^^^^^^^^^^ comment -markup
`);
  });
});

describe('annotations', () => {
  it('name the rules allowed, and leave the reason a comment', () => {
    scopes(`
# forkguard: allow save-on-primary -- the backup reads it
^ comment punctuation.definition.comment
  ^^^^^^^^^ comment storage.type.annotation
           ^ comment punctuation.separator.annotation
             ^^^^^ comment keyword.other.annotation
                   ^^^^^^^^^^^^^^^ comment entity.name.type.rule
                                   ^^ comment punctuation.separator.reason
                                      ^^^^^^^^^^^^^^^^^^^ comment meta.reason -entity
#forkguard: allow-file invalid-value, unknown-directive
 ^^^^^^^^^ storage.type.annotation
            ^^^^^^^^^^ keyword.other.annotation
                       ^^^^^^^^^^^^^ entity.name.type.rule
                                      ^^^^^^^^^^^^^^^^^ entity.name.type.rule
`);
  });

  it('tell facts by key and value', () => {
    scopes(`
# forkguard: role=replica dataset=6gb writes=2000/s limit=4Gi version=7.2.4
             ^^^^ comment entity.other.attribute-name
                 ^ comment keyword.operator.assignment
                  ^^^^^^^ comment string.unquoted
                          ^^^^^^^ entity.other.attribute-name
                                  ^ constant.numeric
                                   ^^ keyword.other.unit
                                             ^^^^ constant.numeric
                                                 ^^ keyword.other.unit
                                                          ^ constant.numeric
                                                                      ^^^^^ string.unquoted
`);
  });

  it('are none behind a value, nor without the colon', () => {
    scopes(`
appendonly yes # forkguard: allow invalid-value
                 ^^^^^^^^^ -storage -comment
# forkguard is a linter
  ^^^^^^^^^ comment -storage
`);
  });
});

describe('directives', () => {
  it('are keywords, whatever their case and indentation', () => {
    scopes(`
appendonly yes
^^^^^^^^^^ keyword.other.directive
   MaxMemory 1gb
   ^^^^^^^^^ keyword.other.directive
aof_rewrite_cpulist 8-11
^^^^^^^^^^^^^^^^^^^ keyword.other.directive
                    ^^^^ string.unquoted
"maxmemory" 1gb
 ^^^^^^^^^ string.quoted.double keyword.other.directive
            ^ constant.numeric
`);
  });

  it('of a module show the module', () => {
    scopes(`
search.max-doctablesize 10
^^^^^^ keyword.other.directive entity.name.namespace
      ^ keyword.other.directive punctuation.separator.namespace
       ^^^^^^^^^^^^^^^^ keyword.other.directive -entity
                        ^^ constant.numeric
`);
  });

  it('include takes a path', () => {
    scopes(`
include /etc/redis/*.conf
^^^^^^^ keyword.other.directive.include
        ^^^^^^^^^^^^^^^^^ string.unquoted.path
INCLUDE "/etc/with space.conf"
^^^^^^^ keyword.other.directive.include
        ^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double
include 6379
        ^^^^ string.unquoted.path -constant
included yes
^^^^^^^^ keyword.other.directive -meta.directive.include
`);
  });

  it('sentinel takes a subcommand', () => {
    scopes(`
sentinel monitor mymaster 127.0.0.1 6379 2
^^^^^^^^ keyword.other.directive
         ^^^^^^^ keyword.other.subcommand
                 ^^^^^^^^ string.unquoted
                          ^^^^^^^^^ string.unquoted -constant
                                    ^^^^ constant.numeric
                                         ^ constant.numeric
SENTINEL resolve-hostnames no
         ^^^^^^^^^^^^^^^^^ keyword.other.subcommand
                           ^^ constant.language.boolean
`);
  });
});

describe('arguments', () => {
  it('memory values have a number and a unit', () => {
    scopes(`
maxmemory 2gb
          ^ constant.numeric.memory
           ^^ keyword.other.unit
repl-backlog-size 64MB
                  ^^ constant.numeric.memory
                    ^^ keyword.other.unit
x 1b 1k 1Kb 1m 1mB 1G 1gb
  ^ constant.numeric.memory
   ^ keyword.other.unit
     ^  ^   ^  ^   ^  ^ constant.numeric.memory
      ^  ^^  ^  ^^  ^  ^^ keyword.other.unit
client-output-buffer-limit replica 256mb 64mb 60
                           ^^^^^^^ string.unquoted
                                   ^^^   ^^ constant.numeric.memory
                                              ^^ constant.numeric -keyword
`);
  });

  it('what only looks like one is a plain string', () => {
    scopes(`
maxmemory 2Gi
          ^^^ string.unquoted -constant
maxmemory 1.5gb
          ^^^^^ string.unquoted -constant
maxmemory 1tb
          ^^^ string.unquoted -constant
maxmemory mb
          ^^ string.unquoted -keyword
`);
  });

  it('numbers, percentages, booleans, plain strings', () => {
    scopes(`
save 3600 1 300 100
     ^^^^ ^ ^^^ ^^^ constant.numeric
oom-score-adj-values -1 0.5
                     ^^ ^^^ constant.numeric
maxmemory-clients 5%
                  ^ constant.numeric.percent
                   ^ keyword.other.unit
appendonly yes
           ^^^ constant.language.boolean
appendonly No
           ^^ constant.language.boolean
maxmemory-policy allkeys-lru
                 ^^^^^^^^^^^ string.unquoted
bind 127.0.0.1 -::1
     ^^^^^^^^^ ^^^^ string.unquoted -constant
logfile yes.log
        ^^^^^^^ string.unquoted -constant
`);
  });
});

describe('quotes', () => {
  it('double quotes have escapes', () => {
    scopes(String.raw`
requirepass "a\x41\n\"\q b" 5
            ^ string.quoted.double punctuation.definition.string.begin
             ^ string.quoted.double -constant
              ^^^^^^^^^^ string.quoted.double constant.character.escape
                        ^^ string.quoted.double -constant
                          ^ string.quoted.double punctuation.definition.string.end
                            ^ constant.numeric -string
requirepass "\xZZ"
             ^^ constant.character.escape
               ^^ string.quoted.double -constant
save ""
     ^^ string.quoted.double
`);
  });

  it(String.raw`single quotes have only \'`, () => {
    scopes(String.raw`
requirepass 'it\'s "\n"' 5
            ^ string.quoted.single punctuation.definition.string.begin
               ^^ string.quoted.single constant.character.escape
                 ^^^^^^ string.quoted.single -constant
                       ^ punctuation.definition.string.end
                         ^ constant.numeric -string
`);
  });

  it('start in the middle of a word', () => {
    scopes(`
maxmemory 1"mb" 5
          ^ string.unquoted -constant
           ^^^^ string.quoted.double
                ^ constant.numeric
dir /data'/my dir'
    ^^^^^ string.unquoted
         ^^^^^^^^^ string.quoted.single
`);
  });

  it('without their end are invalid up to the end of the line, and no further', () => {
    scopes(String.raw`
dir "/data # 5
    ^^^^^^^^^^ invalid.illegal.unbalanced-quote
appendonly yes
^^^^^^^^^^ keyword.other.directive -invalid
requirepass "a" "b
            ^^^ string.quoted.double -invalid
                ^^ invalid.illegal
requirepass 'a\'
            ^^^^ invalid.illegal
requirepass "a\"
            ^^^^ invalid.illegal
maxmemory 1"gb
          ^ string.unquoted -invalid
           ^^^ invalid.illegal
'port 6379
^^^^^^^^^^ invalid.illegal
appendonly yes
           ^^^ constant.language.boolean
`);
  });
});

describe('template holes', () => {
  it('stand as arguments', () => {
    scopes(`
maxmemory {{ redis_maxmemory | default("1gb") }}
          ^^ meta.embedded punctuation.section.embedded.begin
            ^^^^^^^^^^^^^^^^^^^ meta.embedded -string
                                       ^^^^^ meta.embedded string.quoted.double
                                              ^^ meta.embedded punctuation.section.embedded.end
port \${PORT:-6379} yes
     ^^^^^^^^^^^^^ meta.embedded
                   ^^^ constant.language.boolean
maxmemory <%= @maxmemory %>mb
          ^^^^^^^^^^^^^^^^^ meta.embedded
                           ^^ string.unquoted -meta.embedded
bind {# all #} 0.0.0.0
     ^^^^^^^^^ comment.block.template
               ^^^^^^^ string.unquoted
`);
  });

  it('stand in strings, in comments, in names and in paths', () => {
    scopes(`
requirepass "a{{ lookup("x", 'y') }}b" 5
             ^ string.quoted.double -meta.embedded
              ^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double meta.embedded
                                    ^^ string.quoted.double -meta.embedded
                                       ^ constant.numeric -string
requirepass '\${PASSWORD}'
             ^^^^^^^^^^^ string.quoted.single meta.embedded
# {{ ansible_managed }}
  ^^^^^^^^^^^^^^^^^^^^^ comment meta.embedded
{{ prefix }}-size 5
^^^^^^^^^^^^ meta.embedded -keyword
            ^^^^^ keyword.other.directive
                  ^ constant.numeric
include {{ dir }}/common.conf
        ^^^^^^^^^ meta.embedded
                 ^^^^^^^^^^^^ string.unquoted.path
sentinel monitor {{ name }} {{ ip }} 6379 2
                 ^^^^^^^^^^ ^^^^^^^^ meta.embedded
                                     ^^^^ constant.numeric
`);
  });

  it('that put no text leave the rest of the line a line', () => {
    scopes(`
{% if persistent %}save 900 1{% endif %}
^^^^^^^^^^^^^^^^^^^ meta.embedded
   ^^ keyword.control
                   ^^^^ keyword.other.directive
                        ^^^ ^ constant.numeric
                             ^^^^^^^^^^^ meta.embedded
{{- if .Values.persistent }}
    ^^ meta.embedded keyword.control
{{/* a note */}}
^^^^^^^^^^^^^^^^ comment.block.template
<% if @persistent -%>
^^^^^^^^^^^^^^^^^^^^^ meta.embedded
{% if x %}# a comment
          ^^^^^^^^^^^ comment.line
`);
  });

  it('that are not closed are plain text as arguments, and end with the line elsewhere', () => {
    scopes(`
requirepass a{{b "c"
            ^^^^ string.unquoted -meta.embedded
                 ^^^ string.quoted.double
requirepass "a\${b"
             ^^^^ string.quoted.double -meta.embedded
{# a note that
^^^^^^^^^^^^^^ comment.block.template
appendonly yes
^^^^^^^^^^ keyword.other.directive -comment
{% set x = [
^^^^^^^^^^^^ meta.embedded
appendonly yes
^^^^^^^^^^ keyword.other.directive -meta.embedded
`);
  });

  it('end at their own end, whatever quotes they hold', () => {
    scopes(`
maxmemory {{ don't }} 'quoted'
          ^^^^^^^^^^^ meta.embedded
                      ^^^^^^^^ string.quoted.single -meta.embedded
`);
  });
});
