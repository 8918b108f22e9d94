/**
 * Texts in which a platform could not put all variables: each one that is unknown is a hole, `${NAME?}`. The question
 * mark keeps a shell from taking it for a variable of the container.
 */

const HOLE = /\$\{\w+\?\}/;

/** What is put in place of a variable that is not known. */
export const hole = (name: string): string => `\${${name}?}`;

/** Whether part of the text is known only when it runs. */
export const isOpen = (text: string): boolean => HOLE.test(text);
