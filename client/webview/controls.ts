/** The controls: each a slider and a field for the same number, and what the files say about it. */

import type { BudgetInput } from '../../server/src/core/memory/budget';
import { html } from './elements';
import { CONTROLS, type Control, type Moved, statedNumber, statedWhere } from './scenario';
import { FORMS, parsed, positionOf, STEPS, scaleOf, spokenText, textOf, valueAt } from './sliders';

const LABELS: Readonly<Record<Control, string>> = {
  writes: 'Write rate',
  value: 'Value size',
  save: 'Save duration',
  maxmemory: 'maxmemory',
  limit: 'Memory limit',
};

interface Row {
  readonly control: Control;
  readonly slider: HTMLInputElement;
  readonly field: HTMLInputElement;
  readonly note: HTMLElement;
}

export class Controls {
  readonly element = html('fieldset', {}, html('legend', {}, 'What if'));
  readonly #rows: readonly Row[];
  readonly #moved: (control: Control, value: number | undefined) => void;
  #input: BudgetInput | undefined;

  /** @param moved called with the number, or with nothing when the field was emptied */
  constructor(moved: (control: Control, value: number | undefined) => void) {
    this.#moved = moved;
    this.#rows = CONTROLS.map((control) => this.#row(control));
  }

  #row(control: Control): Row {
    const label = LABELS[control];
    const slider = html('input', { type: 'range', min: 0, max: STEPS, 'aria-label': `${label}, slider` });
    const field = html('input', {
      type: 'text',
      id: control,
      size: 10,
      spellcheck: 'false',
      autocomplete: 'off',
      placeholder: 'not stated',
      'aria-describedby': `${control}-note`,
    });
    const note = html('span', { class: 'note', id: `${control}-note` });
    slider.addEventListener('input', () => this.#slid(control, Number(slider.value)));
    field.addEventListener('input', () => this.#typed(control, field, note));
    this.element.append(
      html('div', { class: 'control' }, html('label', { for: control }, label), slider, field, note),
    );
    return { control, slider, field, note };
  }

  #slid(control: Control, position: number): void {
    if (!this.#input) return;
    this.#moved(control, valueAt(position, control, scaleOf(control, statedNumber(this.#input, control))));
  }

  #typed(control: Control, field: HTMLInputElement, note: HTMLElement): void {
    const text = field.value.trim();
    const value = parsed(text, control);
    const wrong = text !== '' && value === undefined;
    field.setAttribute('aria-invalid', String(wrong));
    if (wrong) note.textContent = `Must be ${FORMS[control]}.`;
    else this.#moved(control, value);
  }

  /** Shows the numbers; a field that somebody types into keeps its text. */
  show(input: BudgetInput, moved: Moved): void {
    this.#input = input;
    for (const { control, slider, field, note } of this.#rows) {
      const stated = statedNumber(input, control);
      const value = moved[control] ?? stated;
      const scale = scaleOf(control, stated);
      slider.value = String(value === undefined ? 0 : positionOf(value, scale));
      slider.setAttribute('aria-valuetext', value === undefined ? 'not stated' : spokenText(value, control));
      if (document.activeElement !== field) field.value = value === undefined ? '' : textOf(value, control);
      field.setAttribute('aria-invalid', 'false');
      note.textContent = noteOf(input, control, moved[control]);
    }
  }
}

function noteOf(input: BudgetInput, control: Control, moved: number | undefined): string {
  const stated = statedNumber(input, control);
  if (moved === undefined || moved === stated) return statedWhere(input, control);
  return stated === undefined
    ? 'supposed; not stated in the files'
    : `supposed; ${textOf(stated, control)} in ${statedWhere(input, control)}`;
}
