/** Where the pages of the rules are. */

export const DOCUMENTATION = 'https://github.com/forkguard/forkguard';

/** The page of a rule, generated from the rule itself into docs/rules. */
export const ruleUrl = (id: string): string => `${DOCUMENTATION}/blob/main/docs/rules/${id}.md`;
