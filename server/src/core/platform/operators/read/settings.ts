/** The configuration that an operator makes of a resource: its own lines and what the fields say, in order of effect. */

import { asConditional } from '../../../directives/config-text';
import { factValue } from '../../../model/fact';
import type { ServerVersion } from '../../../model/version';
import type { Place } from '../../../text/span';
import { formatBytes } from '../../../units/bytes';
import type { SettingRecord } from '../catalogue';
import { FieldReader } from './fields';
import { Collected, generated, type OperatorConfig } from './parts';
import { allHold, find, keyAt } from './paths';
import type { OperatedServer } from './servers';

/** @param version for reading options */
export function operatorConfig(server: OperatedServer, version: ServerVersion): OperatorConfig {
  const reader = new SettingsReader(server);
  const fields = new FieldReader(server, version, reader.collected);
  return reader.read(fields);
}

class SettingsReader {
  readonly collected = new Collected();

  constructor(readonly server: OperatedServer) {}

  read(fields: FieldReader): OperatorConfig {
    const { collected, server } = this;
    const { cluster, settings } = server.record;
    const node = cluster !== undefined && (cluster === true || allHold(server.spec, [cluster]) === true);
    if (node) this.#lines({ lines: ['cluster-enabled yes'] }, true);
    for (const setting of settings) this.#add(setting, fields);
    this.#addOpenings();
    this.#addIgnored();
    if (!server.reconfigured) return collected;
    const parts = collected.parts.map((part) => ({ ...part, text: asConditional(part.text) }));
    return { ...collected, parts };
  }

  /** A patch is silent about what the operator does by itself. */
  #add(setting: SettingRecord, fields: FieldReader): void {
    const { spec, complete } = this.server;
    const holds = allHold(spec, setting.when ?? []);
    if (holds === false) return;
    const certain = holds === true;
    if (setting.lines && complete) this.#lines(setting, certain);
    if (setting.percent !== undefined && complete) this.#share(setting.percent, setting, certain);
    if (setting.percentField) this.#percentField(setting.percentField);
    fields.read(setting);
  }

  #addOpenings(): void {
    const { collected, server } = this;
    const { spec, anchor, complete, reconfigured } = server;
    const { unread, opensWith = [] } = server.record;
    if (unread !== undefined || !complete) collected.open(anchor);
    for (const path of opensWith) {
      const tree = find(spec, path);
      if (tree) collected.open(tree.place);
    }
    if (reconfigured) collected.open(reconfigured);
    if (spec.open) collected.unknownSources.push({ why: 'template', place: spec.place });
  }

  #addIgnored(): void {
    const { spec, operator, record } = this.server;
    for (const { fields, reads } of record.ignores ?? []) {
      for (const field of fields) {
        const entry = find(spec, field) && keyAt(spec, field);
        if (!entry) continue;
        const message = `${operator} does not read ${entry.key} here, only in ${reads}`;
        this.collected.ignored.push({ place: entry.keyPlace, message });
      }
    }
  }

  #lines(setting: SettingRecord, certain: boolean): void {
    const text = generated((setting.lines ?? []).join('\n'), this.#overriddenAt(setting));
    const known = certain ? text : asConditional(text);
    this.collected.push(known, 'operator default', { kind: 'operator' }, this.server.operator);
  }

  /** Where somebody who wants it otherwise would look: the innermost thing that is there. */
  #overriddenAt({ overriddenAt = [] }: SettingRecord): Place {
    const { spec, anchor } = this.server;
    const entry = overriddenAt.map((path) => keyAt(spec, path)).find((one) => one !== undefined);
    return entry?.keyPlace ?? anchor;
  }

  #share(percent: number, setting: SettingRecord, certain: boolean): void {
    const { collected, server } = this;
    const bytes = factValue(server.limit.bytes);
    if (bytes === undefined) {
      if (!server.limit.missing) collected.open(server.anchor);
      return;
    }
    const { value, detail, message } = shareOf(bytes, percent, server.operator);
    const text = generated(`maxmemory ${value}`, this.#overriddenAt(setting));
    collected.push(certain ? text : asConditional(text), 'operator default', { kind: 'operator' }, detail);
    collected.bound = { message, overridable: setting.overriddenAt !== undefined };
  }

  /** The operator writes nothing where there is no limit to take a share of. */
  #percentField(path: string): void {
    const { collected, server } = this;
    const scalar = find(server.spec, path);
    if (!scalar) return;
    const percent = scalar.kind === 'scalar' && /^\d{1,3}$/.test(scalar.text) ? Number(scalar.text) : 0;
    const bytes = factValue(server.limit.bytes);
    if (scalar.kind !== 'scalar' || percent < 1 || percent > 100) collected.open(scalar.place);
    else if (bytes !== undefined) {
      const { value, detail, message } = shareOf(bytes, percent, server.operator);
      const text = generated(`maxmemory ${value}`, scalar.place);
      // Releases differ in whether the included file or the percentage comes last.
      const known = collected.writes('maxmemory') ? asConditional(text) : text;
      collected.push(known, 'operator field', { kind: 'percent', scalar }, detail);
      collected.bound = { message, overridable: true };
    } else if (server.limit.missing) {
      const message = 'There is no memory limit to take a share of: the operator leaves maxmemory unset';
      collected.ignored.push({ place: scalar.place, message });
    } else collected.open(scalar.place);
  }
}

function shareOf(limit: number, percent: number, operator: string) {
  return {
    value: Math.floor((limit * percent) / 100),
    detail: `${percent} % of the limit of ${formatBytes(limit)}`,
    message: `${operator} sets maxmemory to ${percent} % of the limit`,
  };
}
