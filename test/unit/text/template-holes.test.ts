import { describe, expect, it } from 'vitest';
import { findHoles, type HoleKind } from '../../../server/src/core/text/template-holes';

const kinds = (text: string): [string, HoleKind][] =>
  findHoles(text).map(({ span, kind }) => [text.slice(span.start, span.end), kind]);

const kindOf = (tag: string): HoleKind | undefined => findHoles(`before ${tag} after`)[0]?.kind;

describe('values', () => {
  it.each([
    '{{ redis_port }}',
    '{{ redis.port | default(6379) }}',
    '{{ .Values.maxmemory | quote }}',
    '{{- .Values.maxmemory -}}',
    '{{ include "redis.config" . }}',
    '{{ template "x" }}',
    '<%= @maxmemory %>',
    '<%= @maxmemory -%>',
    '${MAXMEMORY}',
    '${MAXMEMORY:-1gb}',
    '%{MAXMEMORY}',
    '[[ .maxmemory ]]',
    "{% include 'common.conf' %}",
    '{%- extends "base" -%}',
  ])('%s', (tag) => {
    expect(kindOf(tag)).toBe('text');
  });
});

describe('control', () => {
  it.each<[string, HoleKind]>([
    ['{% if x %}', 'open'],
    ['{%- for host in hosts -%}', 'open'],
    ['{% elif y %}', 'middle'],
    ['{% else %}', 'middle'],
    ['{% endif %}', 'close'],
    ['{%- endfor %}', 'close'],
    ['{{ if .Values.x }}', 'open'],
    ['{{- range $key, $value := .Values.config }}', 'open'],
    ['{{ with .Values.x }}', 'open'],
    ['{{- else if .Values.y }}', 'middle'],
    ['{{ end }}', 'close'],
    ['{{- end -}}', 'close'],
    ['{{#replica}}', 'open'],
    ['{{^replica}}', 'open'],
    ['{{/replica}}', 'close'],
    ['{{#if replica}}', 'open'],
    ['[[ if .replica ]]', 'open'],
    ['%{ if persistence ~}', 'open'],
    ['%{~ else ~}', 'middle'],
    ['%{ endif ~}', 'close'],
    ['%{ for point in points }', 'open'],
    ['<% if @save -%>', 'open'],
    ['<% unless @save %>', 'open'],
    ['<% @points.each do |point| -%>', 'open'],
    ['<% @points.each { |point| %>', 'open'],
    ['<% elsif @x -%>', 'middle'],
    ['<% else %>', 'middle'],
    ['<% end -%>', 'close'],
    ['<%- if $save { -%>', 'open'],
    ['<%- $points.each |$point| { -%>', 'open'],
    ['<%- } elsif $x { -%>', 'middle'],
    ['<%- } else { -%>', 'middle'],
    ['<%- } -%>', 'close'],
    ['<%- }else{ -%>', 'middle'],
    ['<%- }   elsif $x { -%>', 'middle'],
    ['<% @points.each do -%>', 'open'],
    ['<% @points.each do   |a, b| -%>', 'open'],
    ['<% points.each {  |a| -%>', 'open'],
    ['{%+ if x +%}', 'open'],
    ['{%~ if x ~%}', 'open'],
    ['%{ else }', 'middle'],
    ['{{/a}}', 'close'],
  ])('%s is %s', (tag, kind) => {
    expect(kindOf(tag)).toBe(kind);
  });
});

describe('nothing', () => {
  it.each([
    '{# a note #}',
    '{{/* a note */}}',
    '{{- /* a note */ -}}',
    '<%# a note %>',
    '{% set x = 1 %}',
    '<% x = 1 -%>',
    '<%- | Integer $port | -%>',
    '<% total.elsewhere = 1 %>',
    '<% redo = x do_more %>',
    '<% x = "} else {" if y %>',
    '<% y } else { z %>',
    '{% x = if y %}',
    '{% reinclude "a" %}',
    '{% set include = 1 %}',
    '{% do x.append(1) %}',
    '{%set x = "for"%}',
  ])('%s leaves nothing', (tag) => {
    expect(kindOf(tag)).toBe('nothing');
  });
});

describe('where holes are', () => {
  it('in order, with quotes, line breaks and other braces inside', () => {
    expect(kinds('a {{ x["y"] }}\n${B} {% if "}" %}c{{\n d }}')).toEqual([
      ['{{ x["y"] }}', 'text'],
      ['${B}', 'text'],
      ['{% if "}" %}', 'open'],
      ['{{\n d }}', 'text'],
    ]);
  });

  it('in one that directly follows another', () => {
    expect(kinds('{{a}}{{b}}${c}${d}')).toEqual(
      ['{{a}}', '{{b}}', '${c}', '${d}'].map((tag) => [tag, 'text']),
    );
  });

  it('on one line for those that a password could open, on several for the others', () => {
    expect(kinds('${a\n} %{b\n} [[c\n]] <%= d\n%>')).toEqual([['<%= d\n%>', 'text']]);
    expect(kinds('${a} b\n[[ c ]]\n')).toEqual([
      ['${a}', 'text'],
      ['[[ c ]]', 'text'],
    ]);
  });

  it('nowhere in a plain configuration', () => {
    expect(findHoles('requirepass a{b}c$d\nproc-title-template {title} {listen-addr}\n')).toEqual([]);
  });

  it('not where a tag never closes', () => {
    expect(findHoles('requirepass ${abc\nport {{ 1\n')).toEqual([]);
    expect(findHoles('requirepass %{a[[b\nport 1}]]\n')).toEqual([]);
  });

  it('where one that never closes overlaps the next', () => {
    expect(kinds('a {{% if x %}')).toEqual([['{% if x %}', 'open']]);
    expect(kinds('a ${{ x\n}} b')).toEqual([['{{ x\n}}', 'text']]);
    expect(kinds('a ${{ x }} b')).toEqual([['${{ x }', 'text']]);
  });

  it('is linear in the text: by the square of its length these would take minutes', () => {
    const long = 1_000_000;
    expect(findHoles('{{ '.repeat(long))).toEqual([]);
    expect(findHoles('${'.repeat(long))).toEqual([]);
    expect(findHoles(`<%${' x'.repeat(long)}`)).toEqual([]);
  });
});
