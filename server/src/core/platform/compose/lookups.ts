/** The project as compose files see it. */

import type { StatedFact } from '../../annotations/annotation';
import { Lookups } from '../../project/lookups';
import { type FileId, overlaps, type Span } from '../../text/span';
import { entriesAt, type MapEntry, type MapTree } from '../../yaml/tree';
import type { ComposeFiles, Service } from './read/service';
import { composeTrees } from './stacks';

export class ComposeLookups extends Lookups implements ComposeFiles {
  readonly trees = (file: FileId): readonly MapTree[] => {
    this.content(file);
    const yaml = this.project.yaml(file);
    return yaml ? composeTrees(yaml) : [];
  };

  /** Facts that annotations state about a service, or about a whole file in which it stands. */
  readonly factsAbout = ({ layers }: Service): readonly StatedFact[] =>
    layers.flatMap(({ tree }) => {
      const { file } = tree.place;
      const yaml = this.project.yaml(file);
      const services = this.trees(file).flatMap((one) => entriesAt(one, 'services'));
      const others = services.filter(({ value }) => value !== tree).map(spanOfEntry);
      return (yaml ? this.project.yamlAnnotations(yaml) : [])
        .filter(({ line }) => !others.some((span) => overlaps(span, line)))
        .flatMap(({ facts }) => facts);
    });
}

const spanOfEntry = ({ keyPlace, value }: MapEntry): Span => ({
  start: keyPlace.span.start,
  end: Math.max(keyPlace.span.end, value.place.span.end),
});
