/** Requests of the memory budget picture: every server as plain data, and the edit that writes other numbers. */

import {
  CancellationToken,
  type CodeLens,
  type Command,
  type Connection,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { BudgetInput } from '../core/memory/budget';
import { placeOf } from '../core/model/fact';
import type { Edit } from '../core/model/finding';
import { parseSize } from '../core/model/stated';
import { fixNow } from '../core/project/now';
import { lowerMaxmemory, raiseLimit } from '../core/rules/limit-fixes';
import type { RedisInstance } from '../core/server/instance';
import type { Range } from '../core/text/line-index';
import { formatQuantity } from '../core/units/quantity';
import { formatRedisMemory } from '../core/units/redis-memory';
import { fileIdOfUri } from '../files/uri';
import { documentChangesOf } from './convert';
import { converterIn } from './diagnostics';
import { type FailureSink, safely, stopIfCancelled, unlessRefused } from './safely';
import type { Workspace } from './workspace';

/** One server of the open folders. */
export interface BudgetEntry {
  /** The same as long as name and file are. */
  readonly id: string;
  readonly name: string;
  /** Relative to its folder. */
  readonly file: string;
  readonly uri: string;
  readonly range: Range;
  /** Facts with where they come from. */
  readonly input: BudgetInput;
  /** Which numbers an edit can write. */
  readonly writable: { readonly limit: boolean; readonly maxmemory: boolean };
}

/** Bytes; what is absent stays as it is. */
export interface Numbers {
  readonly limit?: number;
  readonly maxmemory?: number;
}

interface Found {
  readonly id: string;
  readonly root: string | undefined;
  readonly instance: RedisInstance;
}

const ID_SEPARATOR = '\n';

function* serversOf(workspace: Workspace): Iterable<Found> {
  // A document that was opened before its folder stands among the loose ones too.
  for (const folder of workspace.folders())
    for (const instance of folder.result.instances)
      if (instance.kind === 'server' && workspace.folderOf(instance.file) === folder)
        yield { id: idOf(instance), root: folder.root, instance };
}

const idOf = ({ file, name, overlay }: RedisInstance): string =>
  [file, name, overlay?.label ?? ''].join(ID_SEPARATOR);

/** @returns every server of the open folders, in the order of the files */
function budgets(workspace: Workspace): BudgetEntry[] {
  return [...serversOf(workspace)].map(({ id, root, instance }) => {
    const { file, anchor, name, overlay, budgetInput } = instance;
    const { project } = workspace.folderOf(anchor.file);
    const { uri, range } = converterIn(workspace, anchor.file).location(project.now(anchor));
    return {
      id,
      name: overlay ? `${name} (${overlay.label})` : name,
      file: root === undefined ? file : file.slice(root.length + 1),
      uri,
      range,
      input: withoutPlaces(budgetInput),
      writable: {
        limit: limitEdits(instance, 1, workspace).length > 0,
        maxmemory: maxmemoryEdits(instance, 1).length > 0,
      },
    };
  });
}

/** A picture shows where a number comes from by its layer: offsets inside the core are not for clients. */
function withoutPlaces(input: BudgetInput): BudgetInput {
  const plain = JSON.stringify(input, (key, value: unknown) => (key === 'place' ? undefined : value));
  return JSON.parse(plain) as BudgetInput;
}

/** @returns null when the server is no longer there, or the numbers stand where no edit reaches them */
function budgetEdit(
  { id, limit, maxmemory }: Numbers & { readonly id: string },
  workspace: Workspace,
): WorkspaceEdit | null {
  const found = [...serversOf(workspace)].find((one) => one.id === id);
  if (!found) return null;
  const edits = [
    ...(limit === undefined ? [] : limitEdits(found.instance, limit, workspace)),
    ...(maxmemory === undefined ? [] : maxmemoryEdits(found.instance, maxmemory)),
  ];
  if (edits.length === 0) return null;
  const fix = { title: '', safety: 'needs-a-number', edits } as const;
  const { project } = workspace.folderOf(found.instance.file);
  const converted = converterIn(workspace, found.instance.file).fix(fixNow(fix, project));
  return { documentChanges: documentChangesOf(converted, false) };
}

/** In the manifest, or in the annotation that states it. */
function limitEdits(instance: RedisInstance, bytes: number, workspace: Workspace): readonly Edit[] {
  const stated = instance.stated.limit;
  if (!stated) return raiseLimit(instance, { bytes, reason: '' }).flatMap(({ edits }) => edits);
  const place = placeOf(stated);
  if (stated.kind !== 'known' || stated.origin.layer !== 'annotation' || !place) return [];
  const text = workspace.folderOf(place.file).project.piece(place);
  // A block that is not mapped exactly has the place of the whole.
  if (parseSize(text.of(place.span)) !== stated.value) return [];
  return [{ ...place, newText: formatQuantity(bytes) }];
}

/** In place of the written one, or as a new line. */
function maxmemoryEdits(instance: RedisInstance, bytes: number): readonly Edit[] {
  const { directives, form, primary, stated } = instance;
  const entry = directives.last('maxmemory');
  // A replica holds what its primary sends, and a line between template tags may not count.
  if (primary || entry?.line.conditional) return [];
  if (entry && !stated.dataset) return lowerMaxmemory(instance, { bytes, reason: '' })[0]?.edits ?? [];
  const value = formatRedisMemory(bytes);
  if (entry) return form.replace(entry, value);
  return directives.closed ? form.insert('maxmemory', [value]) : [];
}

/** "Memory budget" above each server that this file describes. */
export function budgetLenses(uri: string, workspace: Workspace): CodeLens[] {
  const file = fileIdOfUri(uri);
  if (!workspace.document(uri)) return [];
  const converter = converterIn(workspace, file);
  const { project } = workspace.folderOf(file);
  return [...serversOf(workspace)].flatMap(({ instance }) => {
    const command = instance.anchor.file === file && showBudget(instance);
    return command ? [{ range: converter.range(file, project.now(instance.anchor).span), command }] : [];
  });
}

/** The command of the client that shows the picture of a server; nothing where it would have nothing to show. */
export function showBudget(instance: RedisInstance): Command | undefined {
  if (instance.kind !== 'server' || !instance.budget || instance.withoutWorkload) return undefined;
  return { title: 'memory budget', command: 'forkguard.showMemoryBudget', arguments: [idOf(instance)] };
}

/** Answers the picture, and tells it when something else than an open document changed. */
export class BudgetRequests {
  readonly #connection: Connection;
  /** Somebody asked once, so somebody wants to know. */
  #asked = false;

  constructor(connection: Connection, workspace: Workspace, ready: Promise<void>, sink: FailureSink) {
    this.#connection = connection;
    const all = safely(sink, 'The memory budgets could not be computed.', [], () => budgets(workspace));
    connection.onRequest('forkguard/budgets', async (...given: readonly unknown[]) => {
      this.#asked = true;
      await ready;
      await workspace.ready();
      // The token comes last, after parameters that a client may leave out.
      stopIfCancelled(given.find(CancellationToken.is));
      return all(undefined);
    });
    connection.onRequest(
      'forkguard/applyBudget',
      safely(sink, 'The edit of a budget could not be computed.', null, (params: Numbers & { id: string }) =>
        budgetEdit(params, workspace),
      ),
    );
  }

  changed(): void {
    if (this.#asked) unlessRefused(this.#connection.sendNotification('forkguard/budgetsChanged'));
  }
}
