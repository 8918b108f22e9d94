// Reads every file below a folder, one after the other, and does nothing with them.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

let bytes = 0;
for (const entry of await readdir(process.argv[2] ?? '.', { recursive: true, withFileTypes: true }))
  if (entry.isFile()) bytes += (await readFile(path.join(entry.parentPath, entry.name))).length;
process.stdout.write(`${bytes}\n`);
