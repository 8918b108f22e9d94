/** Types of check-data.mjs, for the tests. */
export function checkData(
  file: string,
  text: string,
  schema: object,
  nearest: (wanted: string, names: readonly string[]) => string | undefined,
): string[];
