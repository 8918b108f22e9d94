/** The questions about TLS: whether, and with which files. */

import { access } from 'node:fs/promises';
import { type Draft, isSocket } from './connection-draft';
import { choice, text } from './connection-question';
import type { Step } from './wizard';

const TLS_CHOICES = [
  { label: 'No TLS', tls: 'none' },
  { label: 'TLS', description: 'verified by public certificate authorities', tls: 'public' },
  { label: 'TLS', description: 'with a certificate authority or client certificate of our own', tls: 'own' },
] as const;

export const askTls: Step<Draft> = (draft, back) =>
  isSocket(draft)
    ? 'skip'
    : choice(
        { title: 'TLS', back },
        TLS_CHOICES,
        ({ tls }) => tls === draft.tls,
        ({ tls }) => ({ ...draft, tls }),
      );

/** One question for each file, and the name. */
export const askTlsFiles: readonly Step<Draft>[] = [
  tlsQuestion('ca', 'certificate authority', 'Path of a PEM file. Leave empty for the public ones.'),
  tlsQuestion('cert', 'client certificate', 'Path of a PEM file. Leave empty for none.'),
  tlsQuestion('key', 'key of the client certificate', 'Path of a PEM file.'),
  tlsQuestion('serverName', 'server name', 'The name in its certificate. Leave empty for the host.'),
];

function tlsQuestion(field: keyof Draft['files'], title: string, prompt: string): Step<Draft> {
  return (draft, back) => {
    const { [field]: before, ...others } = draft.files;
    if (draft.tls !== 'own' || isSocket(draft) || (field === 'key' && draft.files.cert === undefined))
      return 'skip';
    const problem =
      field === 'serverName' ? undefined : (path: string) => problemOfFile(path, field === 'key');
    return text(title, { back, prompt, value: before ?? '', ...(problem ? { problem } : {}) }, (value) => ({
      ...draft,
      files: value === '' ? others : { ...others, [field]: value },
    }));
  };
}

async function problemOfFile(path: string, needed: boolean): Promise<string | undefined> {
  if (path === '') return needed ? 'A client certificate needs its key.' : undefined;
  return access(path).then(
    () => undefined,
    () => 'There is no such file, or it may not be read.',
  );
}
