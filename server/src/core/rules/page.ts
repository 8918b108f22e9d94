/** The documentation page of a rule, in Markdown: generated into docs/rules and printed by `forkguard explain`. */

import type { Example, ExampleReading, Rule } from './rule';

export function ruleMarkdown(rule: Rule): string {
  const { what, why, fix, references } = rule.docs;
  const parts = [
    `# ${rule.id}`,
    `${rule.summary}. Default severity: **${rule.severity}**.`,
    `## What it reports\n\n${what}`,
    `## Why\n\n${why}`,
    `## What to do\n\n${fix}`,
    ...examplesOf(rule),
    `## Allow it\n\n\`\`\`\n# forkguard: allow ${rule.id} -- the reason\n\`\`\`\n\nabove the line, \`allow-file\` for the whole file, or an entry under \`allow\` in \`.forkguard.yaml\`.`,
  ];
  if (references.length > 0)
    parts.push(`## References\n\n${references.map((url) => `- <${url}>`).join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}

/** Without the marks around what is found. */
const plainText = (text: string): string => text.replace(/[⟦⟧]/g, '');

function examplesOf({ examples }: Rule): string[] {
  if (examples.length === 0) return [];
  return [`## Examples\n\n${examples.map(exampleMarkdown).join('\n\n')}`];
}

function exampleMarkdown({ name, text, messages, fixed, files, file, live }: Example): string {
  const block = (content: string) => `\`\`\`\n${plainText(content).trimEnd()}\n\`\`\``;
  const others = Object.entries(files ?? {}).map(([other, content]) => `\`${other}\`:\n\n${block(content)}`);
  const parts = [
    `### ${name}`,
    ...others,
    ...(others.length > 0 ? [`\`${file ?? 'redis.conf'}\`:`] : []),
    block(text),
    ...(live ? ['The running server says, four minutes ago:', block(answersOf(live))] : []),
  ];
  for (const message of messages ?? []) parts.push(`> ${message}`);
  if (!messages) parts.push('Nothing is reported.');
  if (fixed) parts.push(`Fix: *${fixed.title}*`, block(fixed.text));
  return parts.join('\n\n');
}

/** As INFO and CONFIG GET give them, and the kernel. */
function answersOf({ info, before, config, host }: ExampleReading): string {
  const fields = Object.entries(info ?? {}).map(([field, value]) => {
    const was = before?.[field];
    return `${field}:${value}${was === undefined ? '' : ` (${was} five minutes before)`}`;
  });
  const settings = Object.entries(config ?? {}).map(([name, value]) => `CONFIG GET ${name}: "${value}"`);
  const kernel = host
    ? [`transparent_hugepage/enabled: ${host.hugePages}`, `vm.overcommit_memory: ${host.overcommit}`]
    : [];
  return [...fields, ...settings, ...kernel].join('\n');
}
