/** SARIF 2.1.0 with true regions, rule descriptors and fixes. Lines and columns count from 1, columns in UTF-16 units. */

import { sep } from 'node:path';
import type { Edit, Fix, Severity } from '../../core/model/finding';
import { DOCUMENTATION, ruleUrl } from '../../core/rules/documentation';
import { RULES } from '../../core/rules/index';
import type { Rule } from '../../core/rules/rule';
import type { FileId, PresentPlace } from '../../core/text/span';
import { messageOf, type Report, type SourceFiles } from '../report';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export function formatSarif(report: Report): string {
  const { files } = report;
  const run = {
    tool: {
      driver: {
        name: 'Forkguard',
        version: report.version,
        informationUri: DOCUMENTATION,
        rules: RULES.map(descriptor),
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: report.problems.length === 0 && report.stats.failed === 0,
        toolExecutionNotifications: report.problems.map(({ path, why }) => ({
          level: 'warning',
          message: { text: `${path}: ${why}` },
        })),
      },
    ],
    results: report.findings.map((finding) => ({
      ruleId: finding.rule,
      ruleIndex: RULES.findIndex(({ id }) => id === finding.rule),
      level: LEVELS[finding.severity],
      message: { text: messageOf(finding, files) },
      locations: [location(finding.place, files)],
      relatedLocations: finding.related.map((one, index) => ({
        id: index,
        ...location(one.place, files),
        message: { text: one.message },
      })),
      fixes: finding.fixes.filter(({ safety }) => safety !== 'allow').map((fix) => describeFix(fix, files)),
    })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: Rule): object {
  const { what, why, fix } = rule.docs;
  return {
    id: rule.id,
    shortDescription: { text: `${rule.summary}.` },
    fullDescription: { text: what },
    help: { text: `${why}\n\n${fix}`, markdown: `${why}\n\n**Fix.** ${fix}` },
    helpUri: ruleUrl(rule.id),
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

function location(place: PresentPlace, files: SourceFiles): { physicalLocation: object } {
  return {
    physicalLocation: { artifactLocation: artifact(place.file, files), region: region(place, files) },
  };
}

/** Relative to the folder of the run, or an absolute URI outside it. */
function artifact(file: FileId, files: SourceFiles): object {
  const name = files.name(file).split(sep).join('/');
  const absolute = /^(?:\/|[A-Za-z]:\/)/.exec(name)?.[0];
  // Every segment as a whole: `#`, `?` and `:` are only part of a name here.
  const escaped = name.split('/').map(encodeURIComponent).join('/');
  if (absolute === undefined) return { uri: escaped };
  return { uri: `file://${absolute === '/' ? '' : '/'}${escaped}` };
}

function region(place: PresentPlace, files: SourceFiles): object {
  const { start, end } = files.range(place);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function describeFix(fix: Fix<PresentPlace>, files: SourceFiles): object {
  const byFile = new Map<string, Edit<PresentPlace>[]>();
  for (const edit of fix.edits) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  return {
    description: { text: fix.title },
    artifactChanges: [...byFile].map(([file, edits]) => ({
      artifactLocation: artifact(file, files),
      replacements: edits.map((edit) => ({
        deletedRegion: region(edit, files),
        insertedContent: { text: edit.newText },
      })),
    })),
  };
}
