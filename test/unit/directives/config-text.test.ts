import { describe, expect, it } from 'vitest';
import { allLines } from '../../../server/src/core/directives/config-text';
import { configOf, directivesOf } from '../../support/config';
import fc from '../../support/fast-check';

/** `name arg|arg`, with what a template does to the line; a line that a template fills is `…`. */
function linesOf(text: string): string[] {
  const config = configOf(text);
  return config.lines.flatMap((line) => {
    if (line.kind === 'opaque') return ['…'];
    const args = line.args.map(({ span }) => text.slice(span.start, span.end)).join('|');
    const marks = `${line.conditional ? '?' : ''}${line.templated ? '~' : ''}`;
    return [`${line.name} ${args}${marks === '' ? '' : ` ${marks}`}`];
  });
}

describe('plain lines', () => {
  it('are directives in lower case, comments, or nothing', () => {
    const config = configOf('# one\n\n  MaxMemory 1gb\t\r\n\t# two\n');
    expect(allLines(config)).toMatchObject([
      { kind: 'comment', number: 0, span: { start: 0, end: 5 } },
      { kind: 'directive', number: 2, name: 'maxmemory', span: { start: 9, end: 22 } },
      { kind: 'comment', number: 3 },
    ]);
  });

  it('a number sign is a comment only at the beginning', () => {
    expect(linesOf('save 900 1 # note\nrequirepass #x\n')).toEqual(['save 900|1|#|note', 'requirepass #x']);
  });

  it('a quoted name counts, and so does an empty one', () => {
    expect(linesOf('"MaxMemory" 1gb\n"" 1\n')).toEqual(['maxmemory 1gb', ' 1']);
  });

  it('keeps what is wrong with the quotes', () => {
    const [line] = directivesOf(configOf('requirepass "x\nport 1\n'));
    expect(line).toMatchObject({ problem: { kind: 'unbalanced' }, args: [{ value: 'x' }] });
  });

  it('number and span of a line are those of the text', () => {
    const texts = fc.array(fc.constantFrom('save 900 1', '# x', '', '  port 1\r', '{{ x }}', 'a {{ b }}'));
    fc.assert(
      fc.property(texts, (lines) => {
        const text = lines.join('\n');
        for (const { number, span } of configOf(text).lines) {
          expect(lines[number]?.trim()).toBe(text.slice(span.start, span.end));
        }
      }),
    );
  });
});

describe('holes in arguments', () => {
  it.each([
    ['maxmemory {{ redis_maxmemory }}\n', 'maxmemory {{ redis_maxmemory }} ~'],
    ['maxmemory {{ x | default("1 gb") }}mb\n', 'maxmemory {{ x | default("1 gb") }}mb ~'],
    ['requirepass "{{ vault["redis"] }}"\n', 'requirepass "{{ vault["redis"] }}" ~'],
    ["requirepass <%= @passwords['redis'] %>\n", "requirepass <%= @passwords['redis'] %> ~"],
    ['maxmemory ${MAXMEMORY:-1 gb}\n', 'maxmemory ${MAXMEMORY:-1 gb} ~'],
    ['save {{ seconds }} 1\n', 'save {{ seconds }}|1 ~'],
    ['maxmemory 1gb {# half of the machine #}\n', 'maxmemory 1gb'],
    ['maxmemory {{/* half */}} 1gb\n', 'maxmemory 1gb'],
    ['bind {% for ip in ips %}{{ ip }} {% endfor %}\n', 'bind {% for ip in ips %}{{ ip }}|{% endfor %} ~'],
    [
      'appendonly <% if @aof %>yes<% else %>no<% end %>\n',
      'appendonly <% if @aof %>yes<% else %>no<% end %> ~',
    ],
  ])('%j', (text, expected) => {
    expect(linesOf(text)).toEqual([expected]);
  });

  it('the span of the line is that of the text without what leaves nothing', () => {
    const text = 'maxmemory 1gb {# note #}\n';
    const [line] = directivesOf(configOf(text));
    expect(text.slice(line?.span.start, line?.span.end)).toBe('maxmemory 1gb');
  });
});

describe('lines that a template fills', () => {
  it.each([
    ['{{ extra_config }}\n', ['…']],
    ['  {{- .Values.extra | nindent 2 }}\n', ['…']],
    ['{{ key }} 5\n', ['…']],
    ['{{ prefix }}memory 5\n', ['…']],
    ['<%= @extra.join("\\n") %>\n', ['…']],
    ['${EXTRA}\n', ['…']],
    ["{% include 'common.conf' %}\n", ['…']],
    ['{# {{ nothing }} #}\nport 1\n', ['port 1']],
    ['{{/* note */}}\n', []],
    ['{% set x = 1 %}\n', []],
    ['{{ if .x }}{{ .extra }}{{ end }}\n', ['…']],
    ['{{ toYaml\n  .Values.extra\n}}\nport 1\n', ['…', '…', '…', 'port 1']],
  ])('%j', (text, expected) => {
    expect(linesOf(text)).toEqual(expected);
  });

  it('a comment with a hole stays a comment', () => {
    expect(allLines(configOf('# {{ ansible_managed }}\n'))).toMatchObject([{ kind: 'comment' }]);
  });
});

describe('lines between control tags', () => {
  it.each([
    ['Jinja', '{% if aof %}\nappendonly yes\n{% else %}\nappendonly no\n{% endif %}\nport 1\n'],
    [
      'Jinja with marks',
      '{%- if aof -%}\nappendonly yes\n{%- else -%}\nappendonly no\n{%- endif -%}\nport 1\n',
    ],
    ['Go', '{{- if .aof }}\nappendonly yes\n{{- else }}\nappendonly no\n{{- end }}\nport 1\n'],
    ['ERB', '<% if @aof -%>\nappendonly yes\n<% else -%>\nappendonly no\n<% end -%>\nport 1\n'],
    ['EPP', '<% if $aof { -%>\nappendonly yes\n<% } else { -%>\nappendonly no\n<% } -%>\nport 1\n'],
    [
      'one line each',
      '{% if a %}\nappendonly yes\n{% endif %}{% if b %}\nappendonly no\n{% endif %}\nport 1\n',
    ],
    ['nested', '{% if a %}\n{% if b %}\nappendonly yes\n{% endif %}\nappendonly no\n{% endif %}\nport 1\n'],
  ])('are uncertain: %s', (_, text) => {
    expect(linesOf(text)).toEqual(['appendonly yes ?', 'appendonly no ?', 'port 1']);
  });

  it('of a loop', () => {
    expect(linesOf('<% @points.each do |point| -%>\nsave <%= point %>\n<% end -%>\nport 1\n')).toEqual([
      'save <%= point %> ?~',
      'port 1',
    ]);
    expect(linesOf('{{ range .points }}\nsave {{ . }}\n{{ end }}\nport 1\n')).toEqual([
      'save {{ . }} ?~',
      'port 1',
    ]);
  });

  it('a whole block on one line', () => {
    expect(linesOf('{% if aof %}appendonly yes{% endif %}\nport 1\n')).toEqual(['…', 'port 1']);
    expect(linesOf('{{ if .aof }} appendonly yes {{ end }}\nport 1\n').at(-1)).toBe('port 1');
  });

  it('a tag over several lines opens once', () => {
    expect(
      linesOf('{% if a\n and b %}\nappendonly yes\n{% endif %}\nport 1\n').filter((line) => line !== '…'),
    ).toEqual(['appendonly yes ?', 'port 1']);
  });

  it('one close too many does no harm', () => {
    expect(linesOf('{% endif %}\n{% if a %}\nappendonly yes\n{% endif %}\nport 1\n')).toEqual([
      'appendonly yes ?',
      'port 1',
    ]);
  });
});
